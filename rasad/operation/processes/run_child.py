"""`python -m rasad.operation.processes.run_child NAME …` is `manage.py NAME …` that ends with its parent."""

from __future__ import annotations

import sys

from rasad.archive.jobs.lease_holders import end_with_parent

if __name__ == "__main__":
    end_with_parent()
    from manage import main
    from settings.logs import name_process

    name_process(sys.argv[1].replace("-", "_"))
    sys.argv[0] = "manage.py"
    main()
