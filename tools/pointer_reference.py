"""Cases of make_reference.py: symbols that are generated or copied, and attention that knows what it has covered."""
import torch

from reference_writer import backward, leaf, with_gradients


def pointer_loss(writer, pick):
    """Sources as a rectangle: length of each item, and what its positions are copies of."""
    batch, rows, symbols = pick.randint(1, 3), pick.randint(1, 5), pick.randint(5, 9)
    lengths = sorted((pick.randint(1, 5) for _ in range(batch)), reverse=True)
    steps = lengths[0]
    copies = [[pick.choice([-1, *range(symbols), symbols + t]) for t in range(length)] for length in lengths]
    items = [pick.randrange(batch) for _ in range(rows)]
    targets = [pick.choice([pick.randrange(symbols), max(copies[item][0], 0)]) for item in items]
    smoothing = pick.choice([0, 0.1])
    logits, gate, scores = leaf(rows, symbols), leaf(rows, 1), leaf(rows, steps)
    losses = []
    for row, (item, target) in enumerate(zip(items, targets)):
        weights = torch.softmax(scores[row, :lengths[item]], 0)
        generate = torch.sigmoid(gate[row, 0])
        is_copy = torch.tensor([copy >= 0 for copy in copies[item]])
        final = torch.zeros(symbols + steps)
        generated = generate + (1 - generate) * weights[~is_copy].sum()
        final = final + torch.cat([generated * torch.softmax(logits[row], 0), torch.zeros(steps)])
        columns = torch.tensor([max(copy, 0) for copy in copies[item]])
        final = final.scatter_add(0, columns, (1 - generate) * weights * is_copy)
        smooth = -torch.log_softmax(logits[row], 0).mean()
        losses.append(-(1 - smoothing) * torch.log(final[target]) + smoothing * smooth)
    outputs = {"loss": torch.stack(losses).sum()}
    given = backward(outputs)
    settings = {"lengths": lengths, "copies": copies, "items": items, "targets": targets, "smoothing": smoothing}
    writer.add("pointer_loss", settings,
               {**with_gradients({"logits": logits, "gate": gate, "scores": scores}), **outputs, **given})


def coverage(writer, pick):
    """One item, several steps; a number times what the steps before have looked at is part of the score."""
    source, target, size = pick.randint(1, 5), pick.randint(1, 4), pick.randint(1, 4)
    query, key, value, weight = leaf(target, size), leaf(source, size), leaf(source, 3), leaf(1)
    covered, contexts, again = torch.zeros(source), [], torch.zeros(())
    for t in range(target):
        weights = torch.softmax(key @ query[t] + weight * covered, 0)
        contexts.append(weights @ value)
        again = again + torch.minimum(weights, covered).sum()
        covered = covered + weights
    outputs = {"context": torch.stack(contexts), "again": again}
    given = backward(outputs)
    writer.add("coverage", {"source": source, "target": target},
               {**with_gradients({"query": query, "key": key, "value": value, "weight": weight}), **outputs, **given})
