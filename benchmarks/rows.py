"""The rows of the benchmark: what is measured, in tables. A row is a label, our case, and the peers' cases by name."""
import pathlib

CELLS = ("rnn", "lstm", "gru")
EVERYBODY = ("PyTorch", "ONNX Runtime", "oneDNN")
NAMES = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}


def spread_lengths(batch, longest):
    """Evenly over 1 .. longest."""
    return ",".join(str(max(1, round((i + 1) * longest / batch))) for i in range(batch))


def layer(cell, hidden, batch, steps, mode, inputs="vectors", lengths=None):
    shape = f"lengths={lengths}" if lengths else f"batch={batch} steps={steps}"
    return f"layer cell={cell} hidden={hidden} {shape} mode={mode} input={inputs}"


def transformer_layer(size, feed_forward, mode, shape, dropout=0, norm="post"):
    return (f"transformer-layer size={size} heads=4 feed-forward={feed_forward} norm={norm} dropout={dropout} "
            f"mode={mode} {shape}")


def attention(length, batch, mode, causal):
    return f"attention size=256 heads=4 batch={batch} steps={length} mode={mode} causal={causal}"


def checks():
    """Small cases whose results everybody must agree on."""
    yield "product m=3 k=8 n=5"
    yield attention(5, 3, "train", 1)
    for norm in ("pre", "post"):
        for mode in ("forward", "train"):
            yield transformer_layer(8, 12, mode, "batch=3 steps=4", norm=norm)
    for cell in CELLS:
        for mode in ("forward", "train"):
            yield layer(cell, 8, 3, 4, mode)


def by(peers, case):
    return {peer: case for peer in peers}


def ctranslate2(case):
    return {name: case for name in ("CTranslate2", "CTranslate2 in 8 bits")}


def variants(case, *names):
    return {f"PyTorch, {name}": f"{case} variant={name}" for name in names}


def products(full):
    sizes = [(m, k, n) for m in (1, 3, 8, 32, 256, 2048) for k, n in ((64, 64), (256, 1024), (512, 2048), (2048, 2048))]
    if not full:
        sizes = [(1, 64, 64), (3, 256, 1024), (32, 256, 1024), (256, 256, 1024), (32, 512, 2048)]
    for m, k, n in sizes:
        case = f"product m={m} k={k} n={n}"
        yield f"{m} x {k} -> {n}", case, by(EVERYBODY, case)


def layers(mode):
    peers = EVERYBODY if mode == "forward" else ("PyTorch", "oneDNN")

    def rows(full):
        for cell in CELLS:
            for hidden in (64, 128, 256, 512) if full else (128, 256):
                for batch in (1, 8, 32, 64) if full else (1, 8, 32):
                    for steps in (20, 50) if full else (50,):
                        case = layer(cell, hidden, batch, steps, mode)
                        label = f"{NAMES[cell]} {hidden}, batch {batch}" + (f", {steps} steps" if full else "")
                        yield label, case, by(peers, case)
    return rows


def cells(_):
    for cell in CELLS:
        for mode in ("forward", "train"):
            case = f"cell cell={cell} hidden=4 batch=1 steps=50 mode={mode}"
            yield f"{NAMES[cell]}Cell 4, 50 steps, {mode}", case, {"PyTorch": case}


def symbols(full):
    for cell in CELLS:
        for batch in (1, 32):
            case = layer(cell, 256, batch, 20, "train", "symbols")
            yield f"{NAMES[cell]} 256, batch {batch}", case, {"PyTorch": case}


def lengths(full):
    for cell in CELLS:
        spread = spread_lengths(32, 20)
        case = layer(cell, 256, 32, 20, "train", "symbols", spread)
        yield f"{NAMES[cell]} 256, batch 32, lengths 1 to 20", case, variants(case, "packed", "padded")


def real_lengths(data):
    """Lengths of 32 pairs of similar length, as training batches them, from the middle of a file of pairs."""
    lines = [line.rstrip("\n").split("\t") for line in (data / "g2p2021/hun_train.tsv").open(encoding="utf-8")]
    lengths_ = sorted((len(word), len(phones.split())) for word, phones in lines[:1600])
    middle = lengths_[784:816]
    return [",".join(str(pair[side]) for pair in middle) for side in (0, 1)]


def word_lengths(data, count):
    """Of the first words of a file of pairs, in no order: batches that nobody has sorted."""
    lines = (data / "g2p2021/hun_train.tsv").read_text(encoding="utf-8").splitlines()[:count]
    return ",".join(str(length) for length in sorted((len(line.split("\t")[0]) for line in lines), reverse=True))


def attentions(_):
    for mode, label in (("forward", "forward"), ("train", "with gradients")):
        for length in (8, 20, 30):
            for causal in (0, 1):
                case = attention(length, 32, mode, causal)
                yield f"{'causal, ' if causal else ''}{label}, length {length}", case, {"PyTorch": case}


def transformer_layers(data):
    def rows(full):
        data_ = pathlib.Path(data) if data and (pathlib.Path(data) / "g2p2021/hun_train.tsv").exists() else None
        for mode, dropout, label in (("forward", 0, "forward"), ("train", 0, "training"),
                                     ("train", 10, "training, dropout 0.1")):
            for batch in (32, 400):
                case = transformer_layer(256, 1024, mode, f"batch={batch} steps=20", dropout)
                yield f"{label}, batch {batch}, lengths all 20", case, variants(case, "padded")
                if data_:
                    case = transformer_layer(256, 1024, mode, f"lengths={word_lengths(data_, batch)}", dropout)
                    names = ("padded", "nested") if mode == "forward" else ("padded",)
                    yield f"{label}, batch {batch}, Hungarian words", case, variants(case, *names)
    return rows


def training_steps(data):
    def rows(full):
        for steps in (10, 20):
            equal = ",".join([str(steps - 1)] * 32)
            case = f"training-step hidden=256 source={equal} target={equal}"
            yield f"equal lengths, {steps}", case, {"PyTorch": case}
            spread = spread_lengths(32, steps - 1)
            case = f"training-step hidden=256 source={spread} target={spread}"
            yield f"lengths 2 to {steps}", case, variants(case, "packed", "padded")
        if data and (pathlib.Path(data) / "g2p2021/hun_train.tsv").exists():
            source, target = real_lengths(pathlib.Path(data))
            case = f"training-step hidden=256 source={source} target={target}"
            yield "lengths of a Hungarian batch", case, variants(case, "packed", "padded")
    return rows


def transformer_steps(data):
    """4 + 4 layers, width 256, 4 heads, feed-forward 1024."""
    def rows(full):
        for batch in (32, 400):
            equal = ",".join(["19"] * batch)
            case = f"training-step hidden=256 layers=4 source={equal} target={equal}"
            yield f"batch {batch}, equal lengths, 20", case, {"PyTorch": case}
            if data and (pathlib.Path(data) / "g2p2021/hun_train.tsv").exists():
                source, target = random_lengths(pathlib.Path(data), batch)
                case = f"training-step hidden=256 layers=4 source={source} target={target}"
                yield f"batch {batch}, lengths of Hungarian words", case, {"PyTorch": case}
    return rows


def random_lengths(data, batch):
    """Lengths of pairs as they come in a file of pairs."""
    lines = [line.rstrip("\n").split("\t") for line in (data / "g2p2021/hun_train.tsv").open(encoding="utf-8")]
    chosen = [(len(word), len(phones.split())) for word, phones in lines[:: max(1, len(lines) // batch)][:batch]]
    return [",".join(str(pair[side]) for pair in chosen) for side in (0, 1)]


def transformer_decodings(full):
    for batch in (1, 256):
        case = f"decoding hidden=256 layers=4 batch={batch} steps=10 beam=1"
        yield f"{batch} word{'s' if batch > 1 else ''} of 10 symbols, greedy", case, {
            "PyTorch": case, **ctranslate2(case)}


def translations(full):
    """Sentences of 12 parts of words, of which there are 4,000."""
    for batch, beam in ((1, 1), (1, 5), (32, 1), (32, 5)):
        case = f"decoding hidden=256 layers=3 words=4000 batch={batch} steps=12 beam={beam}"
        search = "greedy" if beam == 1 else f"beam {beam}"
        # The program of PyTorch's Transformer has no beam.
        pytorch = {"PyTorch": case} if beam == 1 else {}
        yield f"{batch} sentence{'s' if batch > 1 else ''}, {search}", case, {**pytorch, **ctranslate2(case)}
    for beam in (1, 4):
        case = f"decoding hidden=128 words=4000 batch=32 steps=42 outputs=7 beam={beam}"
        search = "greedy" if beam == 1 else f"beam {beam}"
        yield f"32 texts of 42 words, outputs of 7, bi-LSTM 128 with attention, {search}", case, variants(
            case, "layer", "cell")


def decodings(full):
    for batch, beam in ((1, 1), (1, 5), (32, 1), (256, 1)):
        case = f"decoding hidden=256 batch={batch} steps=10 beam={beam}"
        search = "greedy" if beam == 1 else f"beam {beam}"
        yield f"{batch} word{'s' if batch > 1 else ''} of 10 symbols, {search}", case, variants(case, "layer", "cell")


def language_models(full):
    for cell in CELLS:
        for hidden in (256, 384):
            case = f"language-model-step cell={cell} hidden={hidden} batch=32 steps=64"
            yield f"{NAMES[cell]} {hidden}, a chunk of 32 streams, 64 symbols", case, {"PyTorch": case}
    case = "language-model-step cell=transformer hidden=128 layers=4 batch=32 steps=64"
    yield "Transformer 128, 4 layers, the same", case, {"PyTorch": case}
    for words, cutoffs in ((10_000, "2000"), (50_000, "2000,10000")):
        case = f"language-model-step cell=lstm hidden=256 batch=32 steps=64 words={words}"
        yield f"LSTM 256 of {words:,} words, the same", case, {"PyTorch": case}
        case += f" cutoffs={cutoffs}"
        yield f"… its softmax divided at {cutoffs.replace(',', ' and ')}", case, {"PyTorch": case}
    for cell in CELLS:
        case = f"generation cell={cell} hidden=256 steps=100"
        yield f"{NAMES[cell]} 256, 100 symbols written", case, {"PyTorch": case}


def forecasters(full):
    for arch, name in (("narx", "NARX"), ("tdnn", "TDNN, 3 layers"), ("lstm", "LSTM"), ("gru", "GRU")):
        for batch in (1, 32):
            case = f"forecaster-step arch={arch} hidden=16 batch={batch} steps=64"
            yield f"{name} of 16, training step, {batch} x 64 steps", case, {"PyTorch": case}
    for arch, name in (("narx", "NARX"), ("tdnn", "TDNN, 3 layers"), ("lstm", "LSTM"), ("gru", "GRU")):
        for batch in (1, 32):
            case = f"free-run arch={arch} hidden=16 batch={batch} steps=200"
            yield f"{name} of 16, 200 steps on its own outputs, batch {batch}", case, {"PyTorch": case}
    for terms, delays, degree in ((10, 4, 2), (20, 8, 3)) if full else ((10, 4, 2),):
        shape = f"rows=1000 terms={terms} delays={delays} degree={degree}"
        yield f"polynomial of {terms} terms found, 1,000 rows", f"polynomial-fit {shape}", {
            "fastcan": f"polynomial-fit {shape}"}
        yield f"polynomial of {terms} terms, 1,000 steps on its own outputs", f"polynomial-run {shape}", {
            "fastcan": f"polynomial-run {shape}"}


def updates(full):
    for label, sizes in (("48 thousand", "tensors=3 rows=128 columns=125"),
                         ("1 million", "tensors=8 rows=512 columns=256"),
                         ("10 million", "tensors=8 rows=1250 columns=1000")):
        case = f"adam {sizes}"
        yield f"{label} parameters", case, variants(case, "default", "foreach", "fused")


def tables(data):
    return [
        ("Products with packed weights", products),
        ("Recurrent layers, forward", layers("forward")),
        ("Recurrent layers, forward, backward and weight gradients", layers("train")),
        ("Cells, a step at a time", cells),
        ("Layers that read symbols (64 of them), training", symbols),
        ("The same with lengths from 1 to 20", lengths),
        ("Attention between projected rows: 4 heads of 64, 32 items", attentions),
        ("An encoder layer of a Transformer: width 256, 4 heads, feed-forward 1024", transformer_layers(data)),
        ("A training step: bi-LSTM 256, attention, LSTM 256, batch 32", training_steps(data)),
        ("Decoding with that model", decodings),
        ("A training step of a Transformer: 4 + 4 layers, width 256, 4 heads, feed-forward 1024", transformer_steps(data)),
        ("Decoding with that Transformer, cached keys and values", transformer_decodings),
        ("Translating and summarising: Transformer of 3 + 3 layers, width 256, 4,000 words, sentences of 12", translations),
        ("Language models of 64 symbols: a training step, and writing", language_models),
        ("Forecasters of series", forecasters),
        ("Adam", updates),
    ]
