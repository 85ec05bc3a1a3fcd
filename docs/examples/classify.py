#!/usr/bin/env python3
"""Classifies the lines of the standard input by the exported student in a folder: classify.py FOLDER

A line is a text, two texts with a tab between them for pairs, or numbers with white space between them for features.
"""
import json
import pathlib
import re
import sys
import unicodedata

BITS = 0xFFFFFFFF
STAND_INS = {"L": "a", "M": "\u0300", "N": "0"}


def words(text, rules):
    """Splits a text by the rules of serving.json. Python's re lacks \\p: one character stands in for each category."""
    pattern = rules["pattern"].replace(r"\p{L}", "a-z").replace(r"\p{M}", "\u0300").replace(r"\p{N}", "0-9")
    # Python takes four control characters for white space that Unicode does not.
    pattern = pattern.replace(r"\S", r"[\S\x1c-\x1f]")
    text = text.lower()
    plain = "".join(c if c.isascii() else STAND_INS.get(unicodedata.category(c)[0], c) for c in text)
    return [text[word.start() : word.end()] for word in re.finditer(pattern, plain)][: rules.get("max-words")]


def buckets(grams, ngrams):
    """Hashes n-grams by FNV-1a of 32 bits; the ids of the buckets follow those of the vocabulary."""
    for gram in grams:
        value = 0x811C9DC5
        for byte in gram.encode("utf-8"):
            value = (value ^ byte) * 0x01000193 & BITS
        yield ngrams["first"] + value % ngrams["buckets"]


def encode(text, rules, ids):
    """Returns the ids of a text: of its words, then of its n-grams, if the student reads them."""
    split = words(text, rules)
    ngrams = rules.get("hashed-ngrams", {"words": 1, "min-characters": 1, "max-characters": 0})
    row = []
    for word in split:
        marked = f"<{word}>"[:40]
        lengths = range(ngrams["min-characters"], ngrams["max-characters"] + 1)
        parts = [marked[i : i + length] for length in lengths for i in range(len(marked) - length + 1)]
        row += [ids[word]] if word in ids else list(buckets(parts, ngrams)) or [rules["unknown"]]
    for length in range(2, ngrams["words"] + 1):
        row += buckets((" ".join(split[i : i + length]) for i in range(len(split) - length + 1)), ngrams)
    return row or [rules["unknown"]]


def murmur3(data, seed):
    """Returns the hash MurmurHash3_x86_32, as a signed number."""

    def rotated(value, bits):
        return (value << bits | value >> 32 - bits) & BITS

    value = seed
    for start in range(0, len(data) + 1, 4):  # The last block has up to three bytes.
        block = data[start : start + 4]
        value ^= rotated(int.from_bytes(block, "little") * 0xCC9E2D51 & BITS, 15) * 0x1B873593 & BITS
        value = rotated(value, 13) * 5 + 0xE6546B64 & BITS if len(block) == 4 else value
    value ^= len(data)
    value = (value ^ value >> 16) * 0x85EBCA6B & BITS
    value = (value ^ value >> 13) * 0xC2B2AE35 & BITS
    value ^= value >> 16
    return value - (value >> 31 << 32)


def terms(texts, rules):
    """Returns the ids of the terms of a text, or of both texts of a pair, for a logistic student."""
    row = []
    for prefix, text in zip(("", rules["pair-prefix"]), texts):
        split = words(text, rules)
        for length in range(1, rules["n-grams"] + 1):
            grams = (prefix + " ".join(split[i : i + length]) for i in range(len(split) - length + 1))
            row += [murmur3(gram.encode("utf-8"), rules["seed"]) % rules["features"] for gram in grams]
    return row or [rules["padding"]]


def rows(line, serving, ids):
    """Returns the values of the model's inputs for a line."""
    rules = serving.get("text")
    if rules is None:
        return [[float(number) for number in line.split()]]
    count = 2 if "pair" in serving["example"] else 1
    texts = line.split("\t", count - 1)
    if len(texts) < count:
        sys.exit(f"Cannot classify a pair: there is no tab between its texts: {line}")
    return [terms(texts, rules)] if "n-grams" in rules else [encode(text, rules, ids) for text in texts]


def main(folder):
    import numpy
    import onnxruntime

    serving = json.loads((folder / "serving.json").read_text("utf-8"))
    name = serving.get("text", {}).get("vocabulary")
    lines = (folder / name).read_text("utf-8").split("\n") if name else []
    ids = {word: index for index, word in enumerate(lines)}
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    kind = "int64" if "text" in serving else "float32"
    for line in sys.stdin:
        values = [numpy.array([row], kind) for row in rows(line, serving, ids)]
        (probabilities,) = session.run(["probabilities"], dict(zip(serving["inputs"], values, strict=True)))
        best = int(probabilities[0].argmax())
        print(serving["classes"][best], probabilities[0][best], sep="\t")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
