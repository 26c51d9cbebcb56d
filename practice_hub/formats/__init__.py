"""How each language orders days and times: one module each, all with the same names.

Python says them through practice_hub/times.py, a template as `{{ day|date:"SHORT_DAY" }}`.
"""
