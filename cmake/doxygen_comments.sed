# Comments before a declaration, and behind a member. A line of a Markdown page is left as it is.
s,^( *)//( |$),\1///\2,
s,([;{}]) +// ,\1  ///< ,
# Backslashes are no commands, and special symbols no HTML.
/^ *\/\//s,\\,\\\\,g
/\/\//s,<(/?s|pad|unk)>,\\<\1>,g
