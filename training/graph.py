"""Small builder of ONNX graphs, with linear maps in float or in dynamic int8.

Activations are flat: [rows, width]. Modes of a linear map:
  float   MatMul
  row     uint8 activations with a scale for every row: a row's result depends on that row alone
  tensor  uint8 activations with one scale for the whole tensor (DynamicQuantizeLinear)
Weights are int8, symmetric, with a scale for every output column, at most `limit` in size. A limit of
63 keeps the sum of two products inside 16 bits (255 * 64 * 2), which x86 without VNNI needs.
"""
from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET, IR = 17, 8
FLOAT, ROW, TENSOR = "float", "row", "tensor"
TYPES = {"int32": TensorProto.INT32, "float32": TensorProto.FLOAT}


@dataclass
class Activation:
    """What linear maps read: `value` [rows, width], float or uint8, and what restores its size."""

    value: str
    scale: str | None = None  # [rows,1] or scalar; result is multiplied by it
    zero: str | None = None


class Graph:
    def __init__(self, mode: str = FLOAT, limit: int = 127):
        self.mode, self.limit = mode, limit
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[tuple, str] = {}
        self.values: list[onnx.TensorProto] = []
        self.inputs: list[onnx.ValueInfoProto] = []
        self.outputs: list[onnx.ValueInfoProto] = []
        self.count = 0
        self.one = ""  # in row mode: a scalar 1 that is not a constant, see linear
        self.zeros: dict[str, str] = {}  # in row mode: the zero points of so many rows, by what has them

    def fresh(self, stem: str) -> str:
        self.count += 1
        return f"{stem}_{self.count}"

    def op(self, kind: str, *inputs, n: int = 1, **attributes):
        """Adds a node; numbers and arrays among the inputs become constants. Gives its output name(s)."""
        names = [i if isinstance(i, str) else self.const(i) for i in inputs]
        outputs = [self.fresh(kind) for _ in range(n)]
        self.nodes.append(helper.make_node(kind, names, outputs, name=outputs[0], **attributes))
        return outputs[0] if n == 1 else outputs

    def const(self, value) -> str:
        """Name of a constant; Python floats become float32, ints int64. Equal constants are stored once."""
        if isinstance(value, np.ndarray):
            array = np.ascontiguousarray(value)
        else:
            array = np.array(value, np.float32 if isinstance(value, float) else np.int64)
        key = (array.dtype.str, array.shape, array.tobytes())
        if key not in self.constants:
            self.constants[key] = self.fresh("c")
            self.values.append(numpy_helper.from_array(array, self.constants[key]))
        return self.constants[key]

    def input(self, name: str, kind: str, shape: list) -> str:
        self.inputs.append(helper.make_tensor_value_info(name, TYPES[kind], shape))
        return name

    def set_one(self, size: str) -> None:
        """Makes `one` out of any [1] int64 value above 0."""
        ratio = self.op("Cast", self.op("Div", size, size), to=TensorProto.FLOAT)
        self.one = self.op("Squeeze", ratio, [0])

    def output(self, name: str, value: str, kind: str, shape: list) -> None:
        self.nodes.append(helper.make_node("Identity", [value], [name], name=name))
        self.outputs.append(helper.make_tensor_value_info(name, TYPES[kind], shape))

    def model(self, name: str) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, name, self.inputs, self.outputs, self.values)
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=IR, producer_name="querymend"
        )
        onnx.checker.check_model(model, full_check=True)
        return model

    # ---- numbers

    def norm_factor(self, x: str, width: int, eps: float) -> str:
        """[rows,1]: one over the root mean square of each row."""
        squares = self.op("ReduceSumSquare", x, axes=[-1], keepdims=1)
        mean = self.op("Add", self.op("Mul", squares, 1.0 / width), float(eps))
        return self.op("Reciprocal", self.op("Sqrt", mean))

    def read(self, x: str, factor: str | None = None, rows: str = "") -> Activation:
        """Prepares x, times `factor` [rows,1], once for all linear maps that read it. `rows` names what has as many rows."""
        if self.mode == ROW:
            top = self.op("ReduceMax", self.op("Abs", x), axes=[-1], keepdims=0)
            scale = self.op("Max", self.op("Mul", top, 1.0 / 127), 1e-12)  # [rows]
            if rows not in self.zeros:
                self.zeros[rows] = self.op("Expand", np.array(128, np.uint8), self.op("Shape", scale))
            value = self.op("QuantizeLinear", x, scale, self.zeros[rows], axis=0)
            column = self.op("Unsqueeze", scale, [-1])
            scale = column if factor is None else self.op("Mul", column, factor)
            return Activation(value, scale, self.const(np.array(128, np.uint8)))
        if factor is not None:
            x = self.op("Mul", x, factor)
        if self.mode == TENSOR:
            return Activation(*self.op("DynamicQuantizeLinear", x, n=3))
        return Activation(x)

    def linear(self, x: Activation, weight: np.ndarray) -> str:
        """x times weight [width, out]: float32 [rows, out]."""
        weight = np.asarray(weight, np.float32)
        if self.mode == FLOAT:
            return self.op("MatMul", x.value, weight)
        scale = np.maximum(np.abs(weight).max(axis=0), 1e-12) / self.limit
        small = np.clip(np.rint(weight / scale), -self.limit, self.limit).astype(np.int8)
        whole = self.op("Cast", self.op("MatMulInteger", x.value, small, x.zero), to=TensorProto.FLOAT)
        # The form Cast * (scalar * columns) is one that ONNX Runtime folds into the product.
        step = x.scale if self.mode == TENSOR else self.one
        y = self.op("Mul", whole, self.op("Mul", step, scale.astype(np.float32)))
        return y if self.mode == TENSOR else self.op("Mul", y, x.scale)

    def gelu(self, x: str) -> str:
        erf = self.op("Erf", self.op("Div", x, float(np.sqrt(2.0))))
        return self.op("Mul", self.op("Mul", x, 0.5), self.op("Add", erf, 1.0))

    def rotate(self, x: str, cos: str, sin: str, half: int) -> str:
        """Turns the last axis (2 * half wide) of x; cos is (c, c) and sin (-s, s) of the angles."""
        a, b = self.op("Split", x, [half, half], n=2, axis=-1)
        swapped = self.op("Concat", b, a, axis=-1)
        return self.op("Add", self.op("Mul", x, cos), self.op("Mul", swapped, sin))
