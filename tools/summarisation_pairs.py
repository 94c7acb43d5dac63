#!/usr/bin/env python3
"""summarisation_pairs.py FOLDER > PAIRS.tsv: what packages of Debian are, `description TAB synopsis`, in order of their names.

Descriptions are in apt's index Translation-en. If this machine has none, apt fetches it into FOLDER (20 MB; needs no root,
changes nothing of the system). Of packages whose descriptions begin with the same paragraph the first one is taken. Of a
description the first 60 words are kept."""
import getpass
import glob
import os
import subprocess
import sys

NAME = "summarisation_pairs.py"
LISTS = "/var/lib/apt/lists"
INDEX = "*_dists_*_main_i18n_Translation-en*"
HELPER = "/usr/lib/apt/apt-helper"
MOST_WORDS = 60
FEWEST_WORDS = 12


def index_files(folder):
    """The largest is that of the distribution; the others are of its updates."""
    found = glob.glob(os.path.join(folder, INDEX))
    return sorted(found, key=os.path.getsize)[-1:]


def fetch(folder):
    os.makedirs(os.path.join(folder, "partial"), exist_ok=True)
    options = {"Dir::State::Lists": folder, "Acquire::Languages": "en", "APT::Sandbox::User": getpass.getuser(),
               "Dir::Cache::pkgcache": "", "Dir::Cache::srcpkgcache": "",
               "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled": "false"}
    flags = [flag for name, value in options.items() for flag in ("-o", f"{name}={value}")]
    subprocess.run(["apt-get", "-q", *flags, "update"], stdout=sys.stderr, check=True)


def stanzas(path):
    """Package, synopsis, paragraphs."""
    text = subprocess.run([HELPER, "cat-file", path], stdout=subprocess.PIPE, check=True).stdout.decode("utf-8")
    for stanza in text.split("\n\n"):
        package, synopsis, paragraphs = "", "", [[]]
        for line in stanza.split("\n"):
            if line == " .":
                paragraphs.append([])
            elif line.startswith(" "):
                paragraphs[-1] += line.split()
            elif line.startswith("Package: "):
                package = line.split()[1]
            elif line.startswith("Description-en:"):
                synopsis = " ".join(line.split()[1:])
        yield package, synopsis, [words for words in paragraphs if words]


def main(folder):
    files = index_files(LISTS)
    if not files:
        own = os.path.abspath(os.path.join(folder, "lists"))
        if not index_files(own):
            fetch(own)
        files = index_files(own)
    if not files:
        sys.exit(f"{NAME}: apt has no index Translation-en; look at /etc/apt/sources.list, then try again")
    pairs = {}
    for package, synopsis, paragraphs in sorted(stanzas(files[0])):
        words = [word for paragraph in paragraphs for word in paragraph]
        if synopsis and len(words) >= FEWEST_WORDS:
            pairs.setdefault(" ".join(paragraphs[0]), (" ".join(words[:MOST_WORDS]), synopsis))
    for description, synopsis in pairs.values():
        print(f"{description}\t{synopsis}")


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"{NAME}: {error}; this needs apt, as Debian has it, and the first time a network")
