#!/usr/bin/env python3
"""translation_pairs.py [FILE.mo] > PAIRS.tsv: what a program says, `German TAB English`: the messages of GCC 12 and their
translations in Debian's gcc-12-locales (GPL-3+). Messages of one word are left out, and those that were not translated."""
import gettext
import sys

MESSAGES = "/usr/share/locale/de/LC_MESSAGES/gcc-12.mo"


def main(path):
    with open(path, "rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog  # what gettext() looks messages up in
    pairs = set()
    for message, translation in catalog.items():
        english = message[0] if isinstance(message, tuple) else message  # (message, number) if it has plural forms
        english = " ".join(english.split("\x04")[-1].split())  # without its context
        german = " ".join(translation.split())
        if english != german and " " in english and german:
            pairs.add((german, english))
    for german, english in sorted(pairs):
        print(f"{german}\t{english}")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) == 2 else MESSAGES)
