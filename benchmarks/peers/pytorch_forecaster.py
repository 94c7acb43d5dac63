"""The forecasters of pytorch.py, of one target: windows of a series in training, and runs on their own outputs."""
import torch
from torch import nn

from worker import Task, made_up

LAYERS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
CELLS = {"rnn": nn.RNNCell, "lstm": nn.LSTMCell, "gru": nn.GRUCell}
DELAYS = 12


class Delays(nn.Module):
    """Of (batch, 1, time): delays are the width of the first layer; a TDNN has two dilated layers of width 3 after it."""

    def __init__(self, case):
        super().__init__()
        hidden = int(case["hidden"])
        layers = [nn.Conv1d(1, hidden, DELAYS), nn.Tanh()]
        for dilation in (1, 2) if case["arch"] == "tdnn" else ():
            layers += [nn.Conv1d(hidden, hidden, 3, dilation=dilation), nn.Tanh()]
        self.layers = nn.Sequential(*layers, nn.Conv1d(hidden, 1, 1))
        self.before = DELAYS - 1 + (6 if case["arch"] == "tdnn" else 0)

    def forward(self, values):
        return self.layers(values)


class Recurrent(nn.Module):
    """Of (batch, time, 1)."""

    def __init__(self, case):
        super().__init__()
        self.layer = LAYERS[case["arch"]](1, int(case["hidden"]), batch_first=True)
        self.output = nn.Linear(int(case["hidden"]), 1)

    def forward(self, values):
        return self.output(self.layer(values)[0])


def forecaster_step(case):
    batch, steps = int(case["batch"]), int(case["steps"])
    recurrent = case["arch"] in LAYERS
    model = (Recurrent if recurrent else Delays)(case)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=True)
    shape = (batch, steps, 1) if recurrent else (batch, 1, model.before + steps)
    values = torch.from_numpy(made_up("x", *shape))
    truth = torch.from_numpy(made_up("d_output", *((batch, steps, 1) if recurrent else (batch, 1, steps))))

    def run():
        optimizer.zero_grad()
        nn.functional.mse_loss(model(values), truth).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
    return Task(run)


def free_run(case):
    """Recurrent ones with a cell, which is faster than a layer for one step."""
    batch, steps = int(case["batch"]), int(case["steps"])
    if case["arch"] in CELLS:
        cell, output = CELLS[case["arch"]](1, int(case["hidden"])), nn.Linear(int(case["hidden"]), 1)
        first = torch.from_numpy(made_up("x", batch, 1))

        def run():
            with torch.inference_mode():
                state, value, values = None, first, []
                for _ in range(steps):
                    state = cell(value, state)
                    value = output(state[0] if isinstance(state, tuple) else state)
                    values.append(value)
                return torch.cat(values, 1)
        return Task(run)
    model = Delays(case)
    before = torch.from_numpy(made_up("x", batch, 1, model.before + 1))

    def run_window():
        with torch.inference_mode():
            values = torch.empty(batch, 1, model.before + 1 + steps)
            values[:, :, :model.before + 1] = before
            for step in range(steps):
                end = model.before + 1 + step
                values[:, :, end] = model(values[:, :, end - model.before - 1:end])[:, :, 0]
            return values
    return Task(run_window)
