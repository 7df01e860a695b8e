"""What the handbook explains, in reading order, and which pages each topic is for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Topic:
    """A page of the handbook.

    ``slug`` names its address and template, ``readers`` says in Chinese whom it is
    written for, ``pages`` are URL namespaces or whole view names whose pages it
    explains.
    """

    slug: str
    title: str
    summary: str
    readers: str
    pages: tuple[str, ...] = ()


TOPICS: tuple[Topic, ...] = (
    Topic(
        "start",
        "从这里开始",
        "登录以后看到什么，怎样换试点和日期，颜色和符号是什么意思",
        "所有人",
        ("home", "accounts"),
    ),
    Topic(
        "system",
        "标准体系与标准目录",
        "四个分体系、子体系、标准，体系表的四项成果，编号和有效性",
        "标准化办公室、成员单位",
        ("standards_catalog", "validity"),
    ),
    Topic(
        "life-cycle",
        "一项标准从立项到复审",
        "每一步由谁办、办之前缺什么、办完轮到谁",
        "标准化办公室、成员单位、专家、领导小组",
        ("procedure",),
    ),
    Topic(
        "writing",
        "编写标准文本",
        "在编辑器中写章条、表、公式和引用，起草检查，可度量的条款",
        "标准化办公室、牵头单位联络员",
        ("authoring", "authoring_panel"),
    ),
    Topic(
        "consultation",
        "征求意见",
        "发出征求意见稿，提意见，汇总处理",
        "成员单位、群众、标准化办公室",
        (
            "procedure:invitations",
            "procedure:invitation",
            "procedure:dispositions",
            "procedure:signed",
            "procedure:public_list",
            "procedure:public_detail",
        ),
    ),
    Topic(
        "review",
        "专家评审与领导小组审议",
        "召集评审、逐条提意见、表决、结论、会议纪要、审议",
        "专家、领导小组、标准化办公室",
        ("procedure:reviews", "procedure:review"),
    ),
    Topic(
        "publication",
        "批准发布、修订、复审与废止",
        "编号和日期，版次，修订时新旧条款怎样对应，五年复审",
        "标准化办公室",
        ("procedure:periodic_reviews", "procedure:periodic_review"),
    ),
    Topic(
        "reading",
        "阅读、检索、对照和导出",
        "找到一条规定，引用它，比较两个版次，导出 PDF、Word 和汇编",
        "所有人",
        ("standard_documents", "comparing", "standards_search", "background"),
    ),
    Topic(
        "gaps",
        "提标补缺",
        "缺、低、旧、重、冲突怎样找出来，谁负责、谁认领，怎样立项和关闭",
        "标准化办公室、成员单位",
        ("gaps",),
    ),
    Topic(
        "plans",
        "实施计划、实施率、岗位与标准",
        "谁在什么时间做什么准备，做完怎样报告；两种口径的实施率；哪个岗位该懂什么",
        "标准化办公室、成员单位",
        (
            "planning",
            "packages:one_table",
            "implementation:rates",
            "training:post_standards",
            "training:post_choice",
        ),
    ),
    Topic(
        "implementation",
        "实施记录：填报、佐证、核实",
        "填报实施记录，附佐证材料，审阅、核实、退回，用 Excel 导入",
        "成员单位、标准化办公室",
        (
            "implementation:records",
            "implementation:record",
            "implementation:choose",
            "implementation:new",
            "implementation:edit",
            "implementation:unfiled",
            "implementation:verification",
            "implementation:imports",
            "implementation:import",
            "implementation:new_import",
            "evidence",
        ),
    ),
    Topic(
        "coverage",
        "工作事项",
        "领域、事项、环节怎样维护，版本和日期，不需要标准的理由，Excel 导入导出",
        "标准化办公室、成员单位、领导小组",
        ("coverage", "packages:work_items"),
    ),
    Topic(
        "matrix",
        "覆盖矩阵与关联标准",
        "矩阵怎样看，按领域、单位、阶段切换，用键盘，缺口，关联标准和条款",
        "标准化办公室、成员单位、领导小组",
        ("coverage:matrix", "coverage:step_links", "coverage:standard_links"),
    ),
    Topic(
        "indicators",
        "指标与验收报告",
        "每个数从哪里来，怎样点到记录，报告怎样固定",
        "标准化办公室、成员单位、领导小组",
        (
            "dashboards",
            "trends",
            "acceptance",
            "implementation",
            "training",
        ),
    ),
    Topic(
        "supervision",
        "双随机抽查与监督检查",
        "公布候选清单，当众抽取，登记检查结果，任何人都能重算",
        "标准化办公室、成员单位、领导小组、群众",
        ("supervision",),
    ),
    Topic(
        "tracking",
        "服务标准公开与标准上升",
        "哪些标准该公开、公开了没有；内部标准怎样一步步上升为更高级别的标准",
        "标准化办公室、成员单位、领导小组",
        ("publication", "promotion"),
    ),
    Topic(
        "packages",
        "导入和导出试点",
        "用一个文件夹或压缩包把试点整体搬进搬出，检查、应用、撤销",
        "标准化办公室",
        ("packages",),
    ),
    Topic(
        "public",
        "群众查阅标准和提意见",
        "不用账号能做的事",
        "群众",
        ("standards_catalog:public_list", "standards_catalog:public_detail"),
    ),
)
BY_SLUG = {topic.slug: topic for topic in TOPICS}


def topic_for(view_name: str) -> Topic | None:
    """The topic that explains the page of this view, if there is one.

    A topic that names the view itself goes before one that names its namespace.
    """
    namespace = view_name.partition(":")[0]
    for wanted in (view_name, namespace):
        for topic in TOPICS:
            if wanted and wanted in topic.pages:
                return topic
    return None


def neighbours(topic: Topic) -> tuple[Topic | None, Topic | None]:
    """The topics before and after this one."""
    place = TOPICS.index(topic)
    before = TOPICS[place - 1] if place else None
    after = TOPICS[place + 1] if place + 1 < len(TOPICS) else None
    return before, after
