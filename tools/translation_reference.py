#!/usr/bin/env python3
"""translation_reference.py: writes sacreBLEU's and rouge-score's values for hard sentences to
tests/data/reference/translation.json.

pip install sacrebleu rouge-score; the tests need neither.
"""
import json
import pathlib
import random

import sacrebleu
from rouge_score import rouge_scorer
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a

tricky = [
    "Hello, world!", "It costs $3.50, or 1,000.", "e.g. the U.S.-based co-op", "a-b 3-4 3-b b-3", "don't \"quote\" me",
    "x&quot;y&amp;z&lt;1&gt;2", "  two  spaces ", "1.", ".5", "5.x", "x.5", "1,2,x", "(a)[b]{c}~d`e^f_g|h", "50%/50 #1 @me",
    "Æblet er rødt; café – ‘naïve’ 中文。", "tab\there", "<skipped>gone", "end-\nof line", "", "...", "a", "ab", "a.b,c",
    "3,b 4.c d,5 e.6", "back\\slash = + * < >",
]

# What is written, and one or several references.
sets = {
    "equal": [("The cat sat on the mat.", ["The cat sat on the mat."])],
    "short": [("the cat", ["The cat sat on the mat."]), ("a dog barks loudly", ["A dog barks loudly at night."])],
    "several": [
        ("Tom went home early.", ["Tom left early.", "Tom went home too early today."]),
        ("I don't know!", ["I do not know.", "I don't know."]),
        ("It's 3.50 dollars", ["It is $3.50.", "It's 3.50 dollars, isn't it?"]),
    ],
    "nothing": [("", ["Something."]), ("entirely other words here", ["nothing in common at all"])],
    "one word": [("Yes", ["Yes."]), ("No.", ["No."])],
    "long": [],
    "repeated": [("the the the the the the the", ["the cat is on the mat"])],
    "unicode": [("Æblet er rødt – café 中文。", ["Æblet var rødt – café 中文！"])],
}
words = "the a cat dog sees hears red old Tom's , . and 3.5 co-op to in".split()
generator = random.Random(7)
for _ in range(40):
    reference = [generator.choice(words) for _ in range(generator.randint(3, 25))]
    written = [w if generator.random() < .8 else generator.choice(words) for w in reference if generator.random() < .9]
    sets["long"].append((" ".join(written), [" ".join(reference)]))

tokenizer = Tokenizer13a()
rouge = rouge_scorer.RougeScorer(["rouge1", "rouge2", "rougeL"])
result = {"tokenized": [{"text": text, "tokens": tokenizer(text)} for text in tricky], "sets": []}
for name, pairs in sets.items():
    written = [pair[0] for pair in pairs]
    most = max(len(pair[1]) for pair in pairs)
    references = [[pair[1][i] if i < len(pair[1]) else None for pair in pairs] for i in range(most)]
    bleu = sacrebleu.corpus_bleu(written, references)
    f = {kind: 0.0 for kind in ("rouge1", "rouge2", "rougeL")}
    for text, golds in pairs:
        best = rouge.score_multi(golds, text)
        for kind in f:
            f[kind] += 100 * best[kind].fmeasure / len(pairs)
    result["sets"].append({
        "name": name, "written": written, "references": [pair[1] for pair in pairs], "bleu": bleu.score,
        "precisions": bleu.precisions, "brevity_penalty": bleu.bp, "written_tokens": bleu.sys_len,
        "reference_tokens": bleu.ref_len, "chrf": sacrebleu.corpus_chrf(written, references).score,
        "rouge1": f["rouge1"], "rouge2": f["rouge2"], "rougeL": f["rougeL"],
    })
path = pathlib.Path(__file__).parent.parent / "tests/data/reference/translation.json"
path.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
