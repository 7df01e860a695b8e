# Every target does its own set-up; `make` alone lists them. See docs/setup.md.
.DEFAULT_GOAL := help

PORT ?= 8000
export PORT
python := .venv/bin/python
manage := $(python) site/manage.py

# The suite chooses its own databases and writes to a folder of its own.
pytest := env -u ZHUNSHENG_DATA -u DJANGO_SETTINGS_MODULE $(python) -m pytest -n 2 --dist loadgroup
check := env -u ZHUNSHENG_DATA -u DATABASE_URL DJANGO_SETTINGS_MODULE=config.settings.testing

.PHONY: help
help: ## 列出可用的命令 List the targets
	@grep -hE '^[a-z]+: .*##' $(MAKEFILE_LIST) | sed -E 's/: .*## /\t/' | expand -t 10

.PHONY: setup
setup: ## 准备 .venv、系统库和中文字体 Prepare the environment
	@scripts/setup

.PHONY: demo
demo: report ## 载入试点演示数据，生成验收报告并启动网站 Load the pilot and serve it
	@$(MAKE) --no-print-directory serve

.PHONY: report
report: ## 同上，但不启动网站；报告在 var/reports/ The same without serving
	@scripts/setup --pdf
	@$(manage) prepare_demonstration

.PHONY: run
run: ## 只启动网站（PORT=8000） Serve what is there
	@scripts/setup
	@$(manage) migrate --verbosity 0
	@$(MAKE) --no-print-directory serve

.PHONY: serve
serve:
	@exec scripts/serve $(PORT)

.PHONY: test
test: ## 检查并在 SQLite 和 PostgreSQL 上运行全部测试 Lint and run every test
	@scripts/setup --test
	@$(MAKE) --no-print-directory lint
	env -u DATABASE_URL $(pytest)
	scripts/with_postgres $(pytest) --database-only -m "not browser and not exhaustive and not scale"

.PHONY: lint
lint: ## 静态检查 Static checks
	@scripts/setup --lint
	$(python) -m ruff check .
	$(python) -m ruff format --check .
	$(python) -m mypy
	.venv/bin/lint-imports
	$(check) $(manage) makemigrations --check --dry-run
	$(check) $(manage) check --fail-level WARNING

.PHONY: format
format: ## 自动修正格式 Fix the formatting
	@scripts/setup --lint
	$(python) -m ruff check --fix .
	$(python) -m ruff format .

.PHONY: lock
lock: ## 按 requirements/*.in 重新锁定依赖 Lock the dependencies anew
	scripts/lock --upgrade

.PHONY: clean
clean: ## 删除缓存（不动 .venv 和 var/） Remove caches
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +
