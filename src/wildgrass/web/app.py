"""Which address is answered by what. Every page is made in the library's thread from a `View`."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from wildgrass.errors import WildgrassError
from wildgrass.text import explain
from wildgrass.text.core import READER_LANGUAGES, whole
from wildgrass.web import (
    audit,
    audit_saving,
    files,
    gone,
    home,
    items,
    likeness,
    numbers,
    people,
    people_acts,
    places,
    register,
    saving,
    search,
    settings,
    talks,
    timeline,
)
from wildgrass.web.auditing import forget_audit
from wildgrass.web.clock import UTC_CLOCK, is_clock
from wildgrass.web.forms import FormTooLargeError, read_form
from wildgrass.web.guard import OPENING, Guard
from wildgrass.web.media import SIDES, PictureShelf
from wildgrass.web.neutral import neutral_page
from wildgrass.web.pages import SCRIPTS, look, script
from wildgrass.web.reading import Reading
from wildgrass.web.session import Sessions
from wildgrass.web.settings import CLOCK_COOKIE, KEYS_COOKIE, LANGUAGE_COOKIE, THEME_COOKIE
from wildgrass.web.view import THEMES, View, to

if TYPE_CHECKING:
    from wildgrass.web.idling import LockedLibrary

Handler = Callable[[View], Response]
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(slots=True)
class Reader:
    """One library's reader under one address: `host` is "127.0.0.1:8123", `on_lock` hears of a lock."""

    reading: Reading
    host: str
    language: str
    sessions: Sessions
    on_lock: Callable[[], None]
    has_setup: bool = False
    locked: "LockedLibrary | None" = None
    shelf: PictureShelf = field(init=False)

    def __post_init__(self) -> None:
        """Have a place for decoded pictures."""
        self.shelf = PictureShelf(self.reading.previewer)

    @property
    def cookie(self) -> str:
        """The session cookie's name. Cookies know no ports: two readers at once must not share one."""
        return "s" + self.host.rpartition(":")[2]

    def app(self) -> ASGIApp:
        """Return what a server serves."""
        routes = [
            Route(OPENING, self._open, methods=["GET"]),
            Route("/lock", self._lock, methods=["POST"]),
            Route("/style/{theme}.css", self._style),
            Route("/script/{name}", self._script),
            Route("/file/{no:int}/{place:int}/play", self._play),
            Route("/file/{no:int}/{place:int}/{size}", self._picture),
            *(Route(path, self._page(handler)) for path, handler in PAGES.items()),
            *(Route(path, self._page(handler), methods=["POST"]) for path, handler in FORMS.items()),
        ]
        app = Starlette(
            routes=routes, lifespan=self._life, exception_handlers={404: self._missing, 405: self._missing}
        )
        return Guard(app, self.host, self.sessions, self.cookie)

    @asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:
        del app
        self.reading.warm()
        yield
        self.reading.close()

    def _page(self, handler: Handler) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                view = await self._view(request)
            except FormTooLargeError:
                return PlainTextResponse("form too large", 413)
            return await self.reading.run(lambda: _answered(handler, view))

        return answer

    async def _view(self, request: Request) -> View:
        clock = unquote(request.cookies.get(CLOCK_COOKIE, ""))
        tongue = _chosen(request.cookies.get(LANGUAGE_COOKIE), READER_LANGUAGES, self.language)
        return View(
            has_setup=self.has_setup,
            locked=self.locked,
            reading=self.reading,
            session=request.scope["session"],
            language=whole(tongue),
            tongue=tongue,
            theme=_chosen(request.cookies.get(THEME_COOKIE), THEMES, THEMES[0]),
            has_keys=request.cookies.get(KEYS_COOKIE) != "off",
            clock=clock if is_clock(clock) else UTC_CLOCK,
            here=request.url.path,
            path={name: str(value) for name, value in request.path_params.items()},
            query=dict(request.query_params),
            form=await read_form(request) if request.method == "POST" else {},
        )

    async def _open(self, request: Request) -> Response:
        """Swap the one-time key for a cookie; a browser that only looks ahead does not use it up."""
        is_guess = "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))
        key = "" if is_guess or request.method != "GET" else request.query_params.get("key", "")
        cookie = self.sessions.swap(key)
        if cookie is None:
            return neutral_page(403)
        answer = to("/")
        answer.set_cookie(self.cookie, cookie, httponly=True, samesite="strict", path="/")
        return answer

    async def _lock(self, request: Request) -> Response:
        """Forget every session and picture; the page that remains says nothing."""
        del request
        self.sessions.end_all()
        self.shelf.forget()
        forget_audit(self.reading)
        self.on_lock()
        answer = neutral_page()
        answer.delete_cookie(self.cookie, path="/", httponly=True, samesite="strict")
        return answer

    async def _style(self, request: Request) -> Response:
        theme = request.path_params["theme"]
        return Response(look(theme), media_type="text/css") if theme in THEMES else neutral_page(404)

    async def _script(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in SCRIPTS:
            return neutral_page(404)
        return Response(script(name), media_type="text/javascript")

    async def _picture(self, request: Request) -> Response:
        view = await self._view(request)
        if view.path["size"] not in SIDES:
            return await self.reading.run(view.missing)
        found = await self.reading.run(lambda: files.held(view))
        if found is None:
            return await self.reading.run(view.missing)
        held = found
        return await self.reading.decode(lambda: files.picture(view, self.shelf, held))

    async def _play(self, request: Request) -> Response:
        view = await self._view(request)
        found = await self.reading.run(lambda: files.held(view))
        if found is None:
            return await self.reading.run(view.missing)
        held, wanted = found, request.headers.get("range", "")
        return await self.reading.run(lambda: files.play(view, held, wanted))

    async def _missing(self, request: Request, error: Exception) -> Response:
        del error
        view = await self._view(request)
        return await self.reading.run(view.missing)


def _answered(handler: Handler, view: View) -> Response:
    """Make a page; what a person must know of a damaged library becomes a page too."""
    try:
        return handler(view)
    except WildgrassError as error:
        sentence, hint = explain(error, view.language)
        return view.page("message.html", status=500, heading=sentence, hint=hint)


def _chosen(asked: str | None, known: tuple[str, ...], otherwise: str) -> str:
    return asked if asked in known else otherwise


PAGES: Final[Mapping[str, Handler]] = {
    "/": home.home,
    "/exports/{no:int}": home.export,
    "/exports/{no:int}/report": home.export_report,
    "/apart": home.apart,
    "/apart/{kind}": home.apart_kind,
    "/timeline": timeline.timeline,
    "/timeline/{month}": timeline.month,
    "/calendar": timeline.calendar,
    "/calendar/{year:int}": timeline.calendar_year,
    "/day": timeline.day,
    "/day/{day}": timeline.day,
    "/undated": timeline.undated,
    "/chats": talks.talks,
    "/chats/{slug}": talks.talk,
    "/chats/{slug}/media": files.talk_media,
    "/item/{no:int}": items.item,
    "/item/{no:int}/json": items.raw,
    "/item/{no:int}/link/{place:int}": items.link,
    "/people": people.people,
    "/people/decisions": people_acts.decisions,
    "/people/decisions/file": people_acts.decisions,
    "/people/proposals": people_acts.proposals,
    "/people/{slug}": people.person,
    "/media": files.media,
    "/alike": likeness.alike,
    "/alike/texts": likeness.texts,
    "/alike/pictures": likeness.pictures,
    "/alike/to/{no:int}": likeness.like_item,
    "/places": places.places,
    "/places/{slug}": places.place,
    "/audit": audit.audit,
    "/audit/save": audit_saving.ask,
    "/audit/{id}": audit.section,
    **register.PAGES,
    "/gone": gone.gone,
    "/numbers": numbers.numbers,
    "/file/{no:int}/{place:int}": files.file,
    "/search": search.form,
    "/search/{number:int}": search.results,
    "/search/{number:int}/narrow": search.narrowed,
    "/settings": settings.settings,
    "/keys": settings.keys,
}
"""Pages, by address. No address holds a word of what was searched, a name, or an id that a platform gave."""

FORMS: Final[Mapping[str, Handler]] = {
    "/search": search.ask,
    "/search/{number:int}/save": saving.save_search,
    "/item/{no:int}/save": saving.save_item,
    "/chats/{slug}/save": saving.save_talk,
    "/alike": likeness.look,
    "/audit": audit.look,
    "/audit/save": audit_saving.save,
    "/settings": settings.set_up,
    "/people/find": people_acts.find,
    "/people/join": people_acts.join,
    "/people/merge": people_acts.merge,
    "/people/split": people_acts.split,
    "/people/name": people_acts.name,
    "/people/undo": people_acts.undo,
    "/people/redo": people_acts.redo,
    "/people/decisions/file": people_acts.decisions_file,
    "/file/{no:int}/{place:int}/original": files.original,
}
