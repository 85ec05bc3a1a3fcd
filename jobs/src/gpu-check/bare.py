"""Times a plain PyTorch loop over batches that were tokenized, cut and padded ahead, and prints rows per second."""
import argparse
import subprocess
import time
from pathlib import Path

import numpy as np
import torch

from teacher import bert


def batches(file: Path):
    """Reads batches as BatchRecorder writes them: int64 ids, mask and type ids of shape [rows, length]."""
    values = np.fromfile(file, dtype=">i4").astype(np.int64)
    found, start = [], 0
    while start < len(values):
        rows, length = int(values[start]), int(values[start + 1])
        ids = torch.from_numpy(values[start + 2 : start + 2 + rows * length].reshape(rows, length).copy())
        found.append((ids, (ids != 0).long(), torch.zeros_like(ids)))
        start += 2 + rows * length
    return found


class Busy:
    """Samples how busy the GPU is, as GpuLoad does."""

    def __enter__(self):
        command = "nvidia-smi --id=0 --query-gpu=utilization.gpu --format=csv,noheader,nounits -lms 100"
        try:
            self.process = subprocess.Popen(command.split(), stdout=subprocess.PIPE, text=True)
        except FileNotFoundError:
            self.process = None
        return self

    def __exit__(self, *_):
        self.share = None
        if self.process:
            self.process.terminate()
            samples = [int(line) for line in self.process.communicate()[0].split() if line.isdigit()]
            margin = len(samples) // 10
            samples = samples[margin : len(samples) - margin]
            self.share = sum(samples) / len(samples) if samples else None


def load(name, precision, folder, device):
    if name == "eager":
        return bert(precision).to(device)
    return torch.jit.load(str(folder / f"{precision}-model.pt")).to(device).eval()


def label(model, work, device):
    logits = []
    for batch in work:
        logits.append(model(*(tensor.to(device) for tensor in batch)).cpu())
    return torch.cat(logits)


@torch.inference_mode()
def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path, help="has the models")
    options.add_argument("out", type=Path, help="has the batches")
    options.add_argument("--device", default="cuda")
    options.add_argument("--precisions", default="float32,float16,bfloat16")
    options.add_argument("--budgets", default="16384")
    options.add_argument("--models", default="TorchScript,eager")
    options.add_argument("--repeats", type=int, default=3)
    given = options.parse_args()
    for precision in given.precisions.split(","):
        models = {name: load(name, precision, given.folder, given.device) for name in given.models.split(",")}
        for budget in given.budgets.split(","):
            work = batches(given.out / f"batches-{budget}.bin")
            rows = sum(batch[0].size(0) for batch in work)
            for name, model in models.items():
                with torch.jit.optimized_execution(False):
                    start = time.perf_counter()
                    label(model, work, given.device)
                    print(f"{name}, {precision}: warm-up {time.perf_counter() - start:.1f} s", flush=True)
                    seconds = []
                    with Busy() as busy:
                        for _ in range(given.repeats):
                            start = time.perf_counter()
                            label(model, work, given.device)
                            seconds.append(time.perf_counter() - start)
                seconds.sort()
                share = "-" if busy.share is None else f"{busy.share:.0f} %"
                print(
                    f"bare PyTorch {torch.__version__}, {name}, {precision}, {budget} tokens per batch: "
                    f"{rows / seconds[len(seconds) // 2]:,.0f} rows/s "
                    f"({rows / seconds[-1]:,.0f} to {rows / seconds[0]:,.0f}), GPU busy {share}",
                    flush=True,
                )


if __name__ == "__main__":
    main()
