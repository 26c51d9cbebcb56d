"""The language of now belongs to one thread and one request, as Django has it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from django.utils import translation

from practice_hub import quick_language


def test_a_language_is_spoken_where_it_was_chosen_and_nowhere_else() -> None:
    quick_language.install()  # a test that changes the settings of languages puts Django's back
    with ThreadPoolExecutor(1) as other, translation.override("es"):
        assert translation.get_language() == "es"
        assert other.submit(translation.get_language).result() == "en"
        other.submit(translation.activate, "es").result()
        with translation.override("en"):
            assert translation.get_language() == "en"
            assert other.submit(translation.get_language).result() == "es"
        with translation.override(None):
            assert translation.get_language() is None
        assert translation.get_language() == "es"
        translation.deactivate()
        assert translation.get_language() == "en"


def test_tasks_do_not_hear_each_other() -> None:
    quick_language.install()

    async def speak(language: str) -> tuple[str | None, str | None]:
        with translation.override(language):
            await asyncio.sleep(0)
            return translation.get_language(), await sync_to_async(translation.get_language)()

    async def both() -> list[tuple[str | None, str | None]]:
        return await asyncio.gather(speak("es"), speak("en"))

    assert asyncio.run(both()) == [("es", "es"), ("en", "en")]
