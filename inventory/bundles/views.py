"""The seller says what a product is made of."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse

from inventory.bundles.draft import RecipeDraft
from inventory.bundles.services import write_recipe
from inventory.models import Product, Recipe
from inventory.products.recipes import recipe_story
from sostocked.foundation.pages.dialogs import go
from sostocked.foundation.pages.navigation import crumbs
from sostocked.foundation.pages.page_parts import form_page
from sostocked.foundation.people.access import enter_to_write
from sostocked.foundation.records.errors import Refused
from sostocked.foundation.words import count_of


def recipe(request, org, pk):
    """Write the parts of a bundle: saving them makes a new version."""
    membership = enter_to_write(request, org)
    own = Product.objects.visible_to(request.user).filter(organization=membership.organization)
    product = get_object_or_404(own.select_related("organization"), pk=pk)
    if request.method != "POST":
        current = product.recipes.with_parts().last()
        return _page(request, RecipeDraft.of(product, current).forgive_blanks())
    action = request.POST.get("action", "save")
    draft = RecipeDraft(product, RecipeDraft.acted(request.POST, action))
    if action != "save":
        draft.go_on(action)
        return _page(request, draft.forgive_blanks())
    return _save(request, draft) if draft.is_valid() else _page(request, draft, status=422)


def _save(request, draft: RecipeDraft):
    product = draft.product
    try:
        saved = write_recipe(product, parts=draft.recipe_lines.parts(), read=draft.read, by=request.user)
    except Refused as refusal:
        return _page(request, draft, refusal=refusal, status=refusal.http_status)
    messages.success(request, _outcome(product, saved))
    return go(request, reverse("inventory:product", args=[product.organization.slug, product.pk]) + "#recipe")


def _outcome(product: Product, saved: Recipe | None) -> str:
    if saved is None or not saved.part_count:
        return f"{product.sku} is no bundle."
    return f"{product.sku} is made of {count_of(saved.part_count, 'part')}: version {saved.number} of its recipe."


def _page(request, draft: RecipeDraft, *, refusal: Refused | None = None, status: int = 200):
    product = draft.product
    slug = product.organization.slug
    context = {
        "draft": draft,
        "product": product,
        "story": recipe_story(product),
        "refusal": refusal,
        "crumbs": crumbs(
            ("Products", reverse("inventory:products", args=[slug])),
            (product.sku, reverse("inventory:product", args=[slug, product.pk])),
            "Recipe",
        ),
    }
    page = "inventory/bundles/recipe.html"
    return form_page(request, page, context, part="recipe-form", status=status, to_top=status >= 400)
