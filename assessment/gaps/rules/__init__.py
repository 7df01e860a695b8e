"""提标补缺, pure: what is missing, weak, dated, doubled or contradictory in the system.

Source: 澄政发〔2020〕94号 二、1 “对照社会救助体系已有标准，科学严谨提标补缺”. Facts of one day
go in (:mod:`.facts`), found gaps come out (:mod:`.engine`). No Django, no clock. Each
rule is stated in ``docs/gaps.md``.
"""
