"""Addresses of bulletins: the list, a draft's desk, what was issued, templates, public links."""

from __future__ import annotations

from django.urls import path

from search_api.pages.bulletins import bulletin, documents, issued, items, lists, public, templates

urlpatterns = [
    path("bulletins", lists.bulletins, name="bulletins"),
    path("bulletins/new", lists.make, name="bulletin_new"),
    path("bulletins/pick", items.pick, name="bulletin_pick"),
    path("bulletins/templates", templates.templates, name="bulletin_templates"),
    path("bulletins/templates/new", templates.template_new, name="bulletin_template_new"),
    path("bulletins/templates/<int:key>", templates.template, name="bulletin_template"),
    path("bulletins/templates/<int:key>/preview", templates.preview, name="bulletin_template_preview"),
    path("bulletins/<int:key>", bulletin.bulletin, name="bulletin"),
    path("bulletins/<int:key>/cover", bulletin.cover, name="bulletin_cover"),
    path("bulletins/<int:key>/delete", bulletin.delete, name="bulletin_delete"),
    path("bulletins/<int:key>/items", items.add, name="bulletin_add"),
    path("bulletins/<int:key>/items/<int:item>", items.edit, name="bulletin_item"),
    path("bulletins/<int:key>/items/<int:item>/move", items.move, name="bulletin_move"),
    path("bulletins/<int:key>/items/<int:item>/remove", items.remove, name="bulletin_remove"),
    path("bulletins/<int:key>/preview", documents.preview, name="bulletin_preview"),
    path("bulletins/<int:key>/make", documents.make, name="bulletin_make"),
    path("bulletins/<int:key>/issue", documents.issue, name="bulletin_issue"),
    path("bulletins/<int:key>/file/<slug:form>", issued.file, name="bulletin_file"),
    path("bulletins/<int:key>/send", issued.send, name="bulletin_send"),
    path("bulletins/<int:key>/mails/<int:mail>", issued.retry, name="bulletin_mail_retry"),
    path("bulletins/<int:key>/links", issued.link, name="bulletin_link"),
    path("bulletins/<int:key>/links/<int:link>", issued.unlink, name="bulletin_unlink"),
    path("bulletins/<int:key>/correct", issued.correct, name="bulletin_correct"),
    path("b/<str:secret>", public.shared, name="bulletin_shared"),
    path("b/<str:secret>/<slug:form>", public.shared_file, name="bulletin_shared_file"),
]
