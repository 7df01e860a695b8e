from django.apps import AppConfig


class ProductsConfig(AppConfig):
    name = "standards_catalog.products"
    label = "products"
    verbose_name = "标准体系表"
