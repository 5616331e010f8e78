"""Several networks of one shape side by side, each weight with the networks as its first axis.

The networks are those of bench_steps; copy_from takes over their weights.
"""

import math

import torch
from bench_steps import BATCH, FEATURES, HIDDEN, cut
from torch import nn
from torch.nn import functional

HEADS = 4


class Stacked(nn.Module):
    """Weights of several networks: [networks, ...] each."""

    def __init__(self, networks, dropout):
        super().__init__()
        self.networks = networks
        self.dropout = dropout

    def weight(self, inputs, outputs):
        """Of layers: [networks, inputs, outputs]."""
        bound = 1 / math.sqrt(inputs)
        return nn.Parameter(torch.empty(self.networks, inputs, outputs).uniform_(-bound, bound))

    def bias(self, outputs):
        return nn.Parameter(torch.zeros(self.networks, 1, outputs))

    def norm(self):
        """Scales and shifts of layer norms."""
        return nn.ParameterList([nn.Parameter(torch.ones(self.networks, 1, HIDDEN)), self.bias(HIDDEN)])

    def layer(self, inputs, outputs):
        return nn.ParameterList([self.weight(inputs, outputs), self.bias(outputs)])

    def drop(self, x):
        return functional.dropout(x, self.dropout) if self.dropout else x


def linear(layer, x):
    """[networks, rows, inputs] -> [networks, rows, outputs]"""
    weight, bias = layer
    return torch.baddbmm(bias, x, weight)


def normed(norm, x):
    scale, shift = norm
    return torch.addcmul(shift, functional.layer_norm(x, (HIDDEN,)), scale)


class StackedRecurrent(Stacked):
    """One recurrent layer, dropout and a linear head on its last output."""

    def __init__(self, gates, networks, dropout):
        super().__init__(networks, dropout)
        self.inputs = self.layer(FEATURES, gates * HIDDEN)
        self.state = self.weight(HIDDEN, gates * HIDDEN)
        self.head = self.layer(HIDDEN, 1)

    def forward(self, x):
        """x: [networks, steps, batch, features]"""
        # All steps' inputs in one product. unbind's backward pass is one copy, where that of slices
        # would be one of the whole for each.
        weighted = linear(self.inputs, x.flatten(1, 2)).unflatten(1, x.shape[1:3]).unbind(1)
        return linear(self.head, self.drop(self.last_output(weighted))).squeeze(2)

    @torch.no_grad()
    def copy_from(self, models):
        for i, model in enumerate(models):
            layer = model.recurrent
            self.inputs[0][i] = layer.weight_ih_l0.T
            self.inputs[1][i] = layer.bias_ih_l0 + layer.bias_hh_l0
            self.state[i] = layer.weight_hh_l0.T
            self.head[0][i] = model.head.weight.T
            self.head[1][i] = model.head.bias

    def slopes(self):
        return self.inputs[0].grad

    @staticmethod
    def slopes_of(model):
        return model.recurrent.weight_ih_l0.grad.T


class StackedRnn(StackedRecurrent):
    """tanh."""

    def __init__(self, networks, dropout):
        super().__init__(1, networks, dropout)

    def last_output(self, weighted):
        state = torch.tanh(weighted[0])
        for inputs in weighted[1:]:
            state = torch.tanh(torch.baddbmm(inputs, state, self.state))
        return state


class StackedLstm(StackedRecurrent):
    """Gates of input, forgetting, cell and output, in nn.LSTM's order."""

    def __init__(self, networks, dropout):
        super().__init__(4, networks, dropout)

    def last_output(self, weighted):
        output = cell = None
        for inputs in weighted:
            gates = inputs if output is None else torch.baddbmm(inputs, output, self.state)
            take, keep, candidate, give = gates.chunk(4, dim=2)
            fresh = torch.sigmoid(take) * torch.tanh(candidate)
            cell = fresh if cell is None else torch.addcmul(fresh, torch.sigmoid(keep), cell)
            output = torch.sigmoid(give) * torch.tanh(cell)
        return output


class StackedPatchTst(Stacked):
    """Patches, learnt positions, two encoders, norm, mean over patches, linear head."""

    def __init__(self, lookback, networks, dropout):
        super().__init__(networks, dropout)
        patch, self.patches, self.missing = cut(lookback)
        self.embedding = self.layer(patch * FEATURES, HIDDEN)
        self.positions = nn.Parameter(torch.randn(networks, 1, self.patches, HIDDEN))
        self.encoders = nn.ModuleList(self.encoder() for _ in range(2))
        self.final = self.norm()
        self.head = self.layer(HIDDEN, 1)

    def encoder(self):
        return nn.ModuleDict(
            {
                "attention": self.layer(HIDDEN, 3 * HIDDEN),
                "output": self.layer(HIDDEN, HIDDEN),
                "norm1": self.norm(),
                "expand": self.layer(HIDDEN, 4 * HIDDEN),
                "contract": self.layer(4 * HIDDEN, HIDDEN),
                "norm2": self.norm(),
            }
        )

    def forward(self, x):
        """x: [networks, batch, steps, features]"""
        if self.missing:
            x = torch.cat((x, x[:, :, -1:].expand(-1, -1, self.missing, -1)), dim=2)
        tokens = (self.networks, BATCH * self.patches, -1)
        x = linear(self.embedding, x.reshape(tokens))
        x = (x.unflatten(1, (BATCH, self.patches)) + self.positions).view(tokens)
        for encoder in self.encoders:
            attended = linear(encoder["output"], self.attend(linear(encoder["attention"], x)))
            x = normed(encoder["norm1"], x + self.drop(attended))
            wide = self.drop(torch.relu(linear(encoder["expand"], x)))
            x = normed(encoder["norm2"], x + self.drop(linear(encoder["contract"], wide)))
        x = normed(self.final, self.drop(x)).unflatten(1, (BATCH, self.patches)).mean(dim=2)
        return linear(self.head, x).squeeze(2)

    def attend(self, tokens):
        """Queries, keys and values of each token -> its mixture: [networks, tokens, units]."""
        each = HIDDEN // HEADS
        heads = (self.networks * BATCH, self.patches, 3, HEADS, each)
        query, key, value = tokens.view(heads).permute(2, 0, 3, 1, 4).flatten(1, 2).unbind(0)
        shares = torch.softmax(torch.bmm(query / math.sqrt(each), key.transpose(1, 2)), dim=-1)
        mixed = torch.bmm(self.drop(shares), value)
        mixed = mixed.view(self.networks * BATCH, HEADS, self.patches, each).transpose(1, 2)
        return mixed.reshape(self.networks, BATCH * self.patches, HIDDEN)

    @torch.no_grad()
    def copy_from(self, models):
        for i, model in enumerate(models):

            def copy(layer, weight, bias, i=i):
                layer[0][i] = weight.T if weight.dim() == 2 else weight
                layer[1][i] = bias

            copy(self.embedding, model.embedding.weight, model.embedding.bias)
            self.positions[i] = model.positions
            for encoder, plain in zip(self.encoders, model.encoder.layers):
                plain_attention = plain.self_attn
                copy(encoder["attention"], plain_attention.in_proj_weight, plain_attention.in_proj_bias)
                copy(encoder["output"], plain_attention.out_proj.weight, plain_attention.out_proj.bias)
                copy(encoder["norm1"], plain.norm1.weight, plain.norm1.bias)
                copy(encoder["expand"], plain.linear1.weight, plain.linear1.bias)
                copy(encoder["contract"], plain.linear2.weight, plain.linear2.bias)
                copy(encoder["norm2"], plain.norm2.weight, plain.norm2.bias)
            copy(self.final, model.norm.weight, model.norm.bias)
            copy(self.head, model.head.weight, model.head.bias)

    def slopes(self):
        return self.embedding[0].grad

    @staticmethod
    def slopes_of(model):
        return model.embedding.weight.grad.T


def stacked_model(architecture, lookback, networks, dropout):
    if architecture == "patchtst":
        return StackedPatchTst(lookback, networks, dropout)
    return {"rnn": StackedRnn, "lstm": StackedLstm}[architecture](networks, dropout)
