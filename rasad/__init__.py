"""The library that knows what a press is: language, outlets, extraction, search, records, the desk's acts.

It imports none of the programs around it (`crawler`, `pipelines`, `search_api`): they import it.
"""
