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


def main(folder):
    import numpy
    import onnxruntime

    serving = json.loads((folder / "serving.json").read_text("utf-8"))
    rules = serving["text"]
    lines = (folder / rules["vocabulary"]).read_text("utf-8").split("\n")
    ids = {word: index for index, word in enumerate(lines)}
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    for line in sys.stdin:
        row = [ids.get(word, rules["unknown"]) for word in words(line, rules)] or [rules["unknown"]]
        (probabilities,) = session.run(["probabilities"], {"words": numpy.array([row], "int64")})
        best = int(probabilities[0].argmax())
        print(serving["classes"][best], probabilities[0][best], sep="\t")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
