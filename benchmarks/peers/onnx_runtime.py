#!/usr/bin/env python3
"""Answers the cases of elman_benchmarks that are inference of a layer or a product with ONNX Runtime. --threads N.

The graph is one node whose weights are constants, which ONNX Runtime packs when it makes the session; inputs and
outputs are bound beforehand, so that a run copies nothing."""
import numpy
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from worker import Task, lengths_of, made_up, serve, threads

OPERATORS = {"rnn": "RNN", "lstm": "LSTM", "gru": "GRU"}
# ONNX's order of gates, as places in PyTorch's: LSTM i o f c of i f g o, GRU z r h of r z n.
GATES = {"rnn": [0], "lstm": [0, 3, 1, 2], "gru": [1, 0, 2]}


def session_of(node, constants, inputs, outputs):
    """inputs, outputs: {name: shape}."""
    def declared(shapes):
        return [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for name, shape in shapes.items()]
    graph = helper.make_graph([node], node.op_type, declared(inputs), declared(outputs),
                              [numpy_helper.from_array(value, name) for name, value in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def task_of(session, x, output):
    binding = session.io_binding()
    binding.bind_ortvalue_input("x", onnxruntime.OrtValue.ortvalue_from_numpy(x))
    written = onnxruntime.OrtValue.ortvalue_from_numpy(output)
    binding.bind_ortvalue_output("y", written)
    return Task(lambda: session.run_with_iobinding(binding), lambda: [written.numpy()])


def product(case):
    m, k, n = (int(case[name]) for name in "mkn")
    node = helper.make_node("MatMul", ["x", "w"], ["y"])
    constants = {"w": numpy.ascontiguousarray(made_up("weight_ih", n, k).T)}
    session = session_of(node, constants, {"x": [m, k]}, {"y": [m, n]})
    return task_of(session, made_up("x", m, k), numpy.zeros((m, n), numpy.float32))


def layer(case):
    lengths = lengths_of(case)
    if case["mode"] != "forward" or case["input"] != "vectors" or len(set(lengths)) > 1:
        return None
    cell, hidden, batch, steps = case["cell"], int(case["hidden"]), len(lengths), lengths[0]
    gates = GATES[cell]
    scale = numpy.float32(1) / numpy.sqrt(numpy.float32(hidden))

    def weight(name, *rest):
        return (made_up(name, len(gates), hidden, *rest) * scale)[gates].reshape(1, len(gates) * hidden, *rest)
    node = helper.make_node(OPERATORS[cell], ["x", "w", "r", "b"], ["y"], hidden_size=hidden,
                            **({"linear_before_reset": 1} if cell == "gru" else {}))
    constants = {"w": weight("weight_ih", hidden), "r": weight("weight_hh", hidden),
                 "b": numpy.concatenate([weight("bias_ih"), weight("bias_hh")], 1)}
    session = session_of(node, constants, {"x": [steps, batch, hidden]}, {"y": [steps, 1, batch, hidden]})
    return task_of(session, made_up("x", steps, batch, hidden), numpy.zeros((steps, 1, batch, hidden), numpy.float32))


if __name__ == "__main__":
    serve(f"ONNX Runtime {onnxruntime.__version__}", {"product": product, "layer": layer})
