"""Files for people: PDF by Chromium, Word, workbooks; and long work with progress that can be cancelled."""
