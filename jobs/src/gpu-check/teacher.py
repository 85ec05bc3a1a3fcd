"""Writes a BERT classifier with random weights as TorchScript, in several precisions, and a WordPiece tokenizer for it.

Its sizes are those of a small BERT (12 layers, 384 wide, 33 million parameters). Nothing is downloaded.
"""
import argparse
import json
import random
import shutil
from pathlib import Path

import torch
from torch import nn
from torch.nn import functional as F

VOCABULARY, WIDTH, LAYERS, HEADS, POSITIONS, CLASSES = 30522, 384, 12, 12, 512, 2
DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}

if hasattr(F, "scaled_dot_product_attention"):

    def attention(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        return F.scaled_dot_product_attention(query, key, value, attn_mask=mask)

else:

    def attention(query: torch.Tensor, key: torch.Tensor, value: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        scores = torch.matmul(query, key.transpose(-1, -2)) / query.size(-1) ** 0.5
        return torch.matmul(torch.softmax(scores.masked_fill(~mask, -1e4), -1), value)


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.heads = HEADS
        self.project = nn.Linear(WIDTH, 3 * WIDTH)
        self.output = nn.Linear(WIDTH, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.widen = nn.Linear(WIDTH, 4 * WIDTH)
        self.narrow = nn.Linear(4 * WIDTH, WIDTH)
        self.last_norm = nn.LayerNorm(WIDTH)

    def forward(self, x: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        batch, length = x.size(0), x.size(1)
        heads = self.project(x).view(batch, length, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        attended = attention(heads[0], heads[1], heads[2], mask)
        x = self.norm(x + self.output(attended.transpose(1, 2).reshape(batch, length, -1)))
        return self.last_norm(x + self.narrow(F.gelu(self.widen(x))))


class Bert(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, WIDTH)
        self.positions = nn.Embedding(POSITIONS, WIDTH)
        self.types = nn.Embedding(2, WIDTH)
        self.norm = nn.LayerNorm(WIDTH)
        self.layers = nn.ModuleList([Layer() for _ in range(LAYERS)])
        self.head = nn.Linear(WIDTH, CLASSES)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor, types: torch.Tensor) -> torch.Tensor:
        places = torch.arange(ids.size(1), device=ids.device)
        x = self.norm(self.words(ids) + self.positions(places) + self.types(types))
        visible = mask[:, None, None, :] != 0
        for layer in self.layers:
            x = layer(x, visible)
        return self.head(x[:, 0]).float()


def bert(precision: str) -> Bert:
    torch.manual_seed(1)
    return Bert().to(DTYPES[precision]).eval()


def words(count: int) -> list:
    """Draws distinct words of two to five syllables."""
    draw = random.Random(1)
    syllables = [c + v for c in "bcdfghjklmnprstvwz" for v in "aeiou"]
    found = {}
    while len(found) < count:
        found["".join(draw.choice(syllables) for _ in range(draw.randint(2, 5)))] = None
    return list(found)


def tokenizer() -> dict:
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = "abcdefghijklmnopqrstuvwxyz"
    pieces = special + ["##" + letter for letter in letters]
    vocabulary = {token: i for i, token in enumerate(pieces + words(VOCABULARY - len(pieces)))}
    added = [
        {"id": i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
         "special": True}
        for i, token in enumerate(special)
    ]
    template = lambda *names: [
        {"Sequence" if name in "AB" else "SpecialToken": {"id": name, "type_id": 1 if name == "B" else 0}}
        for name in names
    ]
    return {
        "version": "1.0",
        "truncation": None,
        "padding": None,
        "added_tokens": added,
        "normalizer": {"type": "BertNormalizer", "clean_text": True, "handle_chinese_chars": True,
                       "strip_accents": None, "lowercase": True},
        "pre_tokenizer": {"type": "BertPreTokenizer"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": template("[CLS]", "A", "[SEP]"),
            "pair": template("[CLS]", "A", "[SEP]", "B", "[SEP]"),
            "special_tokens": {token: {"id": token, "ids": [i], "tokens": [token]}
                               for i, token in enumerate(special) if token in ("[CLS]", "[SEP]")},
        },
        "decoder": {"type": "WordPiece", "prefix": "##", "cleanup": True},
        "model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
                  "max_input_chars_per_word": 100, "vocab": vocabulary},
    }


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    folder = options.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer()))
    for precision in DTYPES:
        torch.jit.script(bert(precision)).save(str(folder / f"{precision}-model.pt"))
        shutil.copy(folder / "tokenizer.json", folder / f"{precision}-tokenizer.json")


if __name__ == "__main__":
    main()
