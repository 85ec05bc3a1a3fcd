#!/usr/bin/env python3
"""Classifies the lines of the standard input by the exported student in a folder: classify.py FOLDER"""
import json
import pathlib
import re
import sys
import unicodedata

STAND_INS = {"L": "a", "M": "\u0300", "N": "0"}


def words(text, rules):
    """Splits a text by the rules of serving.json. Python's re lacks \\p: one character stands in for each category."""
    pattern = rules["pattern"].replace(r"\p{L}", "a-z").replace(r"\p{M}", "\u0300").replace(r"\p{N}", "0-9")
    # Python takes four control characters for white space that Unicode does not.
    pattern = pattern.replace(r"\S", r"[\S\x1c-\x1f]")
    text = text.lower()
    plain = "".join(c if c.isascii() else STAND_INS.get(unicodedata.category(c)[0], c) for c in text)
    return [text[word.start() : word.end()] for word in re.finditer(pattern, plain)][: rules["max-words"]]


def buckets(grams, ngrams):
    """Hashes n-grams by FNV-1a of 32 bits; the ids of the buckets follow those of the vocabulary."""
    for gram in grams:
        value = 0x811C9DC5
        for byte in gram.encode("utf-8"):
            value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
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


def main(folder):
    import numpy
    import onnxruntime

    serving = json.loads((folder / "serving.json").read_text("utf-8"))
    rules = serving["text"]
    lines = (folder / rules["vocabulary"]).read_text("utf-8").split("\n")
    ids = {word: index for index, word in enumerate(lines)}
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    for line in sys.stdin:
        row = encode(line, rules, ids)
        (probabilities,) = session.run(["probabilities"], {"words": numpy.array([row], "int64")})
        best = int(probabilities[0].argmax())
        print(serving["classes"][best], probabilities[0][best], sep="\t")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
