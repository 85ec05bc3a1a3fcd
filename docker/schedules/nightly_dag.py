"""The nightly run for Airflow: copy this file into the folder of DAGs. It needs no provider but Airflow's own."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

from airflow.decorators import dag, task
from airflow.operators.bash import BashOperator

HOME = "/opt/spark-distill"
COMMAND = "bin/spark-distill pipeline --config conf/nightly.conf --status-file nightly-status.json"
LOCKED = 5


@dag(schedule="15 2 * * *", start_date=datetime(2026, 1, 1), catchup=False, max_active_runs=1)
def spark_distill_nightly():
    # No retry: a run that fails would fail again. Another run on the same output skips this one.
    pipeline = BashOperator(
        task_id="pipeline",
        bash_command=COMMAND,
        cwd=HOME,
        skip_on_exit_code=LOCKED,
        retries=0,
        execution_timeout=timedelta(hours=6),
    )

    @task
    def report():
        """Prints what each verb has done. A run that failed says why in the log of its own task."""
        status = json.loads((Path(HOME) / "nightly-status.json").read_text())
        for job in status["jobs"]:
            print(f"{job['verb']}: {job['summary']}")

    pipeline >> report()


spark_distill_nightly()
