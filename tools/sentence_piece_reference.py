#!/usr/bin/env python3
"""sentence_piece_reference.py: trains small models with the SentencePiece library and writes what it makes of awkward
sentences, to tests/data/sentencepiece.

pip install sentencepiece protobuf; the tests need neither.
"""
import io
import json
import os
import pathlib
import random
import tempfile

import sentencepiece
from sentencepiece import sentencepiece_model_pb2

# A text in several scripts, made up of a few words.
words = {
    "en": "the cat dog sees hears red old house lower lowest newer newest walking talked unhappiness of and".split(),
    "de": "der große Bär läuft über die Straße größer fröhlich Übung".split(),
    "fr": "les œuvres complètes d'été où êtes-vous l'élève naïve".split(),
    "ru": "привет как дела большой дом старый".split(),
    "el": "ο γρήγορος σκύλος βλέπει".split(),
    "hi": "नमस्ते दुनिया यह".split(),
    "ja": "日本語 の 文 です".split(),
}
generator = random.Random(3)
lines = []
for _ in range(600):
    several = words[generator.choice(["en", "en", "en", *words])]
    end = generator.choice([".", "!", "?", ", 12", " 3.5 %", ""])
    lines.append(" ".join(generator.choice(several) for _ in range(generator.randint(2, 9))) + end)

# Some rules of NFKC and of lower case: one character to several and several to one, to a space, to nothing.
rules = {"ﬁ": "fi", "ﬂ": "fl", "½": "1⁄2", "①": "1", "\u3000": " ", "\u00a0": " ", "\t": " ", "\u200b": "", "\u00ad": "",
         "…": "...", "e\u0301": "é", "o\u0308": "ö", "\u1112\u1161\u11ab": "한", "ﷺ": "صلى الله عليه وسلم", "ſ": "s"}
rules.update({chr(0xFF01 + i): chr(0x21 + i) for i in range(94)})

sentences = [
    "", " ", "    ", "\u3000", "\t", "a", " a", "a ", "  the  cat   sees  ", "the cat sees the old dog.",
    "The cat", "lowest newest talking walker", "unhappinesses", "der größte Bär", "große Straße, Übung",
    "les œuvres d'été", "cafe\u0301 naïve", "o\u0308l o\u0301l", "привет, большой дом!", "ПРИВЕТ", "ο γρήγορος σκύλος",
    "नमस्ते दुनिया", "日本語の文です", "日本の語。", "ｔｈｅ　ｃａｔ　ｓｅｅｓ！", "ﬁne ﬂow ofﬁce", "½ ① ſ", "zero\u200bwidth soft\u00adhyphen",
    "no\u00a0break", "and…", "한국어", "\u1112\u1161\u11ab\u1100\u116e\u11a8", "ﷺ", "aﷺb", "שלום עולם", "שלום", "😀", "😀😀 cat 😀",
    "👩\u200d👩\u200d👧🏽", "\U0010ffff\ue000", "a\u0301\u0302\u0303", "\u0301", "▁", "▁the▁cat", "a▁ b", "<unk>", "<s> the </s>", "<pad>",
    "<0x41>", "<0xE2><0x96>", "[the]", "\\[the]", "<sep>", "the<sep>cat", "<sep><sep>", "theold housecat", "the old houses",
    "thethethethe", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "llllll", "3.5 % 12 1234567890", "quote's \"and\" don't", "⁇", "\ufffd",
    "tab\tin", "cr\rin", "x" * 200, "κ́ ά", "E\u0301", "the cat\u3000\u3000", "\u200b", "\u200b the", "ab", "lower.newer,lower",
]

common = {"vocab_size": 260, "character_coverage": 0.995, "hard_vocab_limit": False, "num_threads": 1,
          "minloglevel": 2, "seed_sentencepiece_size": 2000}
models = {
    "unigram": {"model_type": "unigram", "normalization_rule_tsv": "rules.tsv"},
    "unigram_bytes": {"model_type": "unigram", "byte_fallback": True, "vocab_size": 500,
                      "normalization_rule_name": "identity"},
    "unigram_user": {"model_type": "unigram", "normalization_rule_tsv": "rules.tsv", "treat_whitespace_as_suffix": True,
                     "remove_extra_whitespaces": False, "user_defined_symbols": ["<sep>", "the old", "½", "[the]", "ab"]},
    "bpe": {"model_type": "bpe", "normalization_rule_tsv": "rules.tsv"},
    "bpe_bytes": {"model_type": "bpe", "byte_fallback": True, "vocab_size": 500, "add_dummy_prefix": False,
                  "normalization_rule_name": "identity"},
    "bpe_user": {"model_type": "bpe", "normalization_rule_name": "identity", "remove_extra_whitespaces": False,
                 "user_defined_symbols": ["<sep>", "the old", "[the]", "ab"]},
    "char": {"model_type": "char", "normalization_rule_name": "identity", "user_defined_symbols": ["<sep>", "the old"]},
    "word": {"model_type": "word", "normalization_rule_tsv": "rules.tsv", "vocab_size": 100},
}
unused = {"unigram_user": ["the", "er", "▁"], "bpe": ["▁the", "er", "▁lowe", "th"], "bpe_user": ["er", "lo", "▁o", "in"]}


def trained(options):
    written = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_writer=written, **common | options)
    return written.getvalue()


def with_unused(model, name):
    proto = sentencepiece_model_pb2.ModelProto.FromString(model)
    marked = 0
    for piece in proto.pieces:
        if piece.piece in unused.get(name, []) and piece.type == piece.NORMAL:
            piece.type = piece.UNUSED
            marked += 1
    if name in unused and marked < 2:
        raise SystemExit(f"{name}: only {marked} of the pieces that are to be unused exist")
    return proto.SerializeToString()


def main():
    folder = pathlib.Path(__file__).resolve().parent.parent / "tests/data/sentencepiece"
    folder.mkdir(exist_ok=True)
    expected = {"sentences": sentences, "models": {}}
    with tempfile.TemporaryDirectory() as temporary:
        os.chdir(temporary)  # a model keeps the path of its rules
        with open("rules.tsv", "w", encoding="utf-8") as file:
            for source, target in rules.items():
                file.write("\t".join(" ".join(f"{ord(c):X}" for c in text) for text in (source, target)) + "\n")
        for name, options in models.items():
            model = with_unused(trained(options), name)
            (folder / f"{name}.model").write_bytes(model)
            processor = sentencepiece.SentencePieceProcessor(model_proto=model)
            pieces = [processor.encode(sentence, out_type=str) for sentence in sentences]
            expected["models"][name] = {"pieces": pieces, "texts": [processor.decode(split) for split in pieces],
                                        "known": [[processor.piece_to_id(piece) != processor.unk_id()
                                                   for piece in split] for split in pieces]}
    with open(folder / "expected.json", "w", encoding="utf-8") as file:
        json.dump(expected, file, ensure_ascii=False, separators=(",", ":"))
        file.write("\n")


if __name__ == "__main__":
    main()
