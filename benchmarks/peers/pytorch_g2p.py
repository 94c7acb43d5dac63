#!/usr/bin/env python3
"""`elman train TRAIN --dev DEV` in PyTorch, as fast as we could make it: the same model, hyper-parameters and data.

  pytorch_g2p.py TRAIN.tsv DEV.tsv [--threads 1] [--batches equal] [--epochs 50] [--until 3.7]

A line for each epoch, as elman's: dev WER and seconds since the start. --until ends at that dev WER.
--batches: equal  only sources of one length are in a batch, so that none is padded and oneDNN's LSTM reads them
           packed  sources of similar length as a PackedSequence, which oneDNN's LSTM does not take
           padded  sources of similar length, padding read as well; the backward direction starts in the padding
"""
import argparse
import random
import time

BEGAN = time.monotonic()  # before the second that importing torch takes

import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional  # noqa: E402
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence  # noqa: E402

PAD, UNKNOWN, START, END = range(4)
HIDDEN, EMBEDDING, DROPOUT = 256, 128, 0.3
LEARNING_RATE, CLIP_NORM, LABEL_SMOOTHING, AVERAGE = 1e-3, 3.0, 0.1, 0.998
PLATEAU_PATIENCE, PLATEAU_FACTOR = 3, 0.5
WINDOW = 50  # batches whose items are sorted by length together
DEV_BATCH = 256


def read_pairs(path):
    with open(path, encoding="utf-8") as file:
        return [(list(word), said.split()) for word, said in (line.rstrip("\n").split("\t") for line in file)]


class Vocabulary:
    def __init__(self, sequences):
        self.symbols = ["<pad>", "<unk>", "<s>", "</s>", *sorted({symbol for one in sequences for symbol in one})]
        self.ids = {symbol: index for index, symbol in enumerate(self.symbols)}

    def encode(self, sequence):
        return [self.ids.get(symbol, UNKNOWN) for symbol in sequence]


def padded(sequences):
    longest = max(map(len, sequences))
    return torch.tensor([[*one, *[PAD] * (longest - len(one))] for one in sequences])


class Items:
    """Encoded pairs as two padded tables; a batch takes rows and the columns that they need."""

    def __init__(self, pairs, sources, targets):
        self.lengths = [(len(word) + 1, len(said) + 1) for word, said in pairs]
        encoded = [targets.encode(said) for _, said in pairs]
        self.source = padded([[*sources.encode(word), END] for word, _ in pairs])
        self.target_in = padded([[START, *said] for said in encoded])
        self.target_out = padded([[*said, END] for said in encoded])

    def batch(self, rows):
        """Time-major ids of the source, its lengths, ids read and ids to say."""
        lengths = [self.lengths[row][0] for row in rows]
        longest = max(self.lengths[row][1] for row in rows)
        at = torch.tensor(rows)
        return (self.source[at, :max(lengths)].t(), lengths, self.target_in[at, :longest].t(),
                self.target_out[at, :longest])

    def epoch(self, size, equal):
        """Rows of each batch of an epoch, in random order."""
        order = random.sample(range(len(self.lengths)), len(self.lengths))
        step = len(order) if equal else WINDOW * size
        batches = []
        for begin in range(0, len(order), step):
            window = sorted(order[begin:begin + step], key=self.lengths.__getitem__)
            batches += cut(window, size, (lambda row: self.lengths[row][0]) if equal else None)
        random.shuffle(batches)
        return batches


def cut(rows, size, kind=None):
    """Pieces of at most `size`, each of one kind."""
    pieces = []
    for row in rows:
        if not pieces or len(pieces[-1]) == size or (kind and kind(pieces[-1][0]) != kind(row)):
            pieces.append([])
        pieces[-1].append(row)
    return pieces


class Model(nn.Module):
    """bi-LSTM, general attention after the cell, LSTM."""

    def __init__(self, sources, targets, batches):
        super().__init__()
        self.source, self.target = nn.Embedding(sources, EMBEDDING), nn.Embedding(targets, EMBEDDING)
        self.encoder = nn.LSTM(EMBEDDING, HIDDEN, bidirectional=True)
        self.bridge_h, self.bridge_c = nn.Linear(2 * HIDDEN, HIDDEN), nn.Linear(2 * HIDDEN, HIDDEN)
        self.decoder = nn.LSTM(EMBEDDING, HIDDEN)
        self.key = nn.Linear(2 * HIDDEN, HIDDEN, bias=False)
        self.combine = nn.Linear(3 * HIDDEN, HIDDEN)
        self.output = nn.Linear(HIDDEN, targets)
        self.batches = batches

    def drop(self, value):
        return functional.dropout(value, DROPOUT, self.training)

    def look_up(self, table, ids):
        """Dropout acts on the table: an element is dropped wherever its symbol occurs."""
        return functional.embedding(ids, self.drop(table.weight))

    def encode(self, ids, lengths):
        """Memory (batch, steps, 2 H), its keys, a mask if there is padding, and the decoder's first state."""
        x = self.look_up(self.source, ids)
        mask = None
        if min(lengths) < max(lengths):
            at = torch.tensor(lengths)
            mask = (torch.arange(max(lengths)) >= at[:, None])[:, None]
        if self.batches == "packed" and mask is not None:
            read, (h, c) = self.encoder(pack_padded_sequence(x, at, enforce_sorted=False))
            read = pad_packed_sequence(read)[0]
        else:
            read, (h, c) = self.encoder(x)
        memory = self.drop(read).transpose(0, 1)
        state = (torch.tanh(self.bridge_h(torch.cat([h[0], h[1]], 1)))[None],
                 self.bridge_c(torch.cat([c[0], c[1]], 1))[None])
        return memory, self.key(memory), mask, state

    def decode(self, ids, memory, keys, mask, state):
        read, state = self.decoder(self.look_up(self.target, ids), state)
        query = read.transpose(0, 1)
        scores = torch.bmm(query, keys.transpose(1, 2))
        if mask is not None:
            scores = scores.masked_fill(mask, float("-inf"))
        context = torch.bmm(torch.softmax(scores, -1), memory)
        return self.output(self.drop(torch.tanh(self.combine(torch.cat([context, query], -1))))), state

    def loss(self, source, lengths, target_in, target_out):
        memory, keys, mask, state = self.encode(source, lengths)
        logits, _ = self.decode(target_in, memory, keys, mask, state)
        return functional.cross_entropy(logits.flatten(0, 1), target_out.flatten(), ignore_index=PAD,
                                        label_smoothing=LABEL_SMOOTHING)

    @torch.inference_mode()
    def write(self, source, lengths):
        """Greedy outputs."""
        memory, keys, mask, state = self.encode(source, lengths)
        ids = torch.full((1, len(lengths)), START)
        ended, written = torch.zeros(len(lengths), dtype=torch.bool), []
        for _ in range(2 * max(lengths) + 10):
            logits, state = self.decode(ids, memory, keys, mask, state)
            ids = logits[:, 0].argmax(-1)[None]
            written.append(ids[0])
            ended |= ids[0] == END
            if ended.all():
                break
        return [row[:row.index(END)] if END in row else row for row in torch.stack(written, 1).tolist()]


class Average:
    """The running mean of the weights, which is what is validated."""

    def __init__(self, parameters):
        self.parameters = [parameter.data for parameter in parameters]
        self.means = [parameter.clone() for parameter in self.parameters]
        self.updates = 0

    def update(self):
        self.updates += 1
        decay = min(AVERAGE, (1 + self.updates) / (10 + self.updates))
        torch._foreach_lerp_(self.means, self.parameters, 1 - decay)

    def swap(self):
        for parameter, mean in zip(self.parameters, self.means):
            kept = parameter.clone()
            parameter.copy_(mean)
            mean.copy_(kept)


def word_error_rate(model, items, gold):
    order = sorted(range(len(gold)), key=items.lengths.__getitem__)
    equal = model.batches != "packed"
    wrong = 0
    for rows in cut(order, DEV_BATCH, (lambda row: items.lengths[row][0]) if equal else None):
        source, lengths, _, _ = items.batch(rows)
        wrong += sum(one != gold[row] for one, row in zip(model.write(source, lengths), rows))
    return 100 * wrong / len(gold)


def parsed():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("train")
    parser.add_argument("dev")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--batches", choices=("equal", "packed", "padded"), default="equal")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=50)
    parser.add_argument("--until", type=float, default=0)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def main():
    given = parsed()
    torch.set_num_threads(given.threads)
    torch.set_flush_denormal(True)
    torch.manual_seed(given.seed)
    random.seed(given.seed)
    train, dev = read_pairs(given.train), read_pairs(given.dev)
    sources, targets = Vocabulary(word for word, _ in train), Vocabulary(said for _, said in train)
    items, dev_items = Items(train, sources, targets), Items(dev, sources, targets)
    gold = [targets.encode(said) for _, said in dev]
    model = Model(len(sources.symbols), len(targets.symbols), given.batches)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor=PLATEAU_FACTOR, patience=PLATEAU_PATIENCE)
    average = Average(model.parameters())
    for epoch in range(1, given.epochs + 1):
        for rows in items.epoch(given.batch_size, given.batches == "equal"):
            optimizer.zero_grad()
            model.loss(*items.batch(rows)).backward()
            nn.utils.clip_grad_norm_(model.parameters(), CLIP_NORM, foreach=True)
            optimizer.step()
            average.update()
        model.eval()
        average.swap()
        rate = word_error_rate(model, dev_items, gold)
        average.swap()
        model.train()
        plateau.step(rate)
        print(f"epoch {epoch:3}  dev WER {rate:6.2f}  {time.monotonic() - BEGAN:.1f} s", flush=True)
        if rate <= given.until:
            break


if __name__ == "__main__":
    main()
