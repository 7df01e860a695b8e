"""How busy a town's window is, compared with the others."""

from assessment.demonstration.pilot_facts import MemberUnit

# Orders of magnitude for a believable spread, not population figures.
_SIZES = {
    "澄江街道": 18,
    "徐霞客镇": 9,
    "周庄镇": 9,
    "华士镇": 9,
    "青阳镇": 7,
    "祝塘镇": 7,
    "云亭街道": 6,
    "璜土镇": 6,
    "申港街道": 6,
    "长泾镇": 5,
    "顾山镇": 5,
    "利港街道": 5,
    "夏港街道": 5,
    "城东街道": 5,
    "月城镇": 4,
    "南闸街道": 4,
    "新桥镇": 3,
    "临港开发区": 3,
}


def town_size(unit: MemberUnit) -> int:
    """Return the relative size of a town; a town not listed is a small one."""
    return _SIZES.get(unit.short, 4)
