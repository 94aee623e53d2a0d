"""What stands before the reader: setup and ceremony pages under one address, with a library open or without."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Final

import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from wildgrass.errors import WildgrassError
from wildgrass.library.place import LibraryPlace
from wildgrass.text import explain, say
from wildgrass.text.core import READER_LANGUAGES, whole
from wildgrass.web import (
    ceremony_coordinator,
    ceremony_library,
    ceremony_trustee,
    register,
    setup_export,
    setup_further,
    setup_start,
    setup_vault,
    tools,
)
from wildgrass.web.app import Reader
from wildgrass.web.forms import FormTooLargeError, read_form
from wildgrass.web.guard import OPENING, Guard, cookie_of
from wildgrass.web.idling import Idle, LockedLibrary
from wildgrass.web.neutral import neutral_page
from wildgrass.web.pages import look
from wildgrass.web.reading import Reading
from wildgrass.web.session import Sessions
from wildgrass.web.settings import LANGUAGE_COOKIE, THEME_COOKIE
from wildgrass.web.setup_state import Setup
from wildgrass.web.setup_view import SetupView
from wildgrass.web.tools_running import RUNNING
from wildgrass.web.unlocking import UNLOCK, close, unlock_page
from wildgrass.web.view import THEMES, to

_OURS: Final = ("/setup", "/ceremony")
_STATIC: Final = {"setup.css": "text/css", "setup.js": "text/javascript"}
_YEAR_S: Final = 31_536_000
_IDLE_LOOK_S: Final = 2.0
_ASKS_BY_ITSELF: Final = (RUNNING, "/setup/progress")
"""Pages that ask again by themselves: they are no sign that somebody is there."""
_SHOWS_NOTHING: Final = ("/setup/static/", "/setup/settings")

Show = Callable[[SetupView], Response]
Endpoint = Callable[[Request], Awaitable[Response]]

SHOW: Final[Mapping[str, Show]] = {
    **register.PAGES,
    **setup_start.SHOW,
    **setup_vault.SHOW,
    **setup_further.SHOW,
    **setup_export.SHOW,
    **tools.SHOW,
    **ceremony_trustee.SHOW,
    **ceremony_coordinator.SHOW,
    **ceremony_library.SHOW,
}
"""Pages, by address. No address holds a path, a name or anything that was typed."""

TAKE: Final[Mapping[str, Show]] = {
    **setup_start.TAKE,
    **setup_vault.TAKE,
    **setup_further.TAKE,
    **setup_export.TAKE,
    **tools.TAKE,
    **ceremony_trustee.TAKE,
    **ceremony_coordinator.TAKE,
    **ceremony_library.TAKE,
}
"""What takes a page's form and leads on; an error shows the page again, and says what is wrong."""


class Front:
    """The whole local web app; `reading` is an open library, or None before there is one."""

    def __init__(
        self,
        host: str,
        language: str,
        sessions: Sessions,
        on_lock: Callable[[], None],
        library: Reading | LockedLibrary | None,
    ) -> None:
        """Serve under `host` ("127.0.0.1:8123"); `on_lock` hears of a lock; a locked library waits to be opened."""
        self._locked_library = library if isinstance(library, LockedLibrary) else None
        self._idle = self._locked_library.idle if self._locked_library else Idle()
        self._host, self._language, self._sessions, self._on_lock = host, language, sessions, on_lock
        self._cookie = "s" + host.rpartition(":")[2]  # as the reader's: one session for both
        self._thread = ThreadPoolExecutor(1, "setup")
        self._reading: Reading | None = None
        self._reader: ASGIApp | None = None
        self.setup = Setup(
            self._open_library, lambda: self._reading is not None or self._locked_library is not None
        )
        self._work_at_lock = ""  # "going-on" or "stopped": what became of work that it was locked over
        self._own = self._pages()
        if isinstance(library, Reading):
            self._read(library)

    def app(self) -> ASGIApp:
        """Return what a server serves."""
        return Guard(self._dispatch, self._host, self._sessions, self._cookie)

    async def _dispatch(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        is_ours = path.startswith(_OURS) or scope["type"] == "lifespan"
        if self._locked_library is not None and scope["type"] != "lifespan":
            await self.lock_if_idle()
            if path not in _ASKS_BY_ITSELF:
                self._locked_library.touch()
            if self._is_over_work and path.startswith(_OURS) and not path.startswith(_SHOWS_NOTHING):
                await to(UNLOCK)(scope, receive, send)
                return
            is_ours = is_ours or path in (UNLOCK, "/lock")
        await (self._own if is_ours or self._reader is None else self._reader)(scope, receive, send)

    def _open_library(self, folder: Path) -> None:
        """Make a library the one that is read; raises as `Library.open`. A locked one waits for its passphrase."""
        if LibraryPlace(folder).is_locked:
            self._locked_library = LockedLibrary(folder, self._idle)
            before, self._reading, self._reader = self._reading, None, None
            if before is not None:
                close(before)
            return
        self._locked_library = None
        reading = Reading(folder)
        reading.start()
        reading.warm()
        before = self._reading
        self._read(reading)
        if before is not None:
            before.close()

    def _read(self, reading: Reading) -> None:
        self._reading = reading
        self._reader = Reader(
            reading,
            self._host,
            self._language,
            self._sessions,
            self._locked,
            has_setup=True,
            locked=self._locked_library,
        ).app()

    @property
    def _is_over_work(self) -> bool:
        """Say whether the library was locked over work that goes on, or has ended since: its pages are locked too."""
        return self._reader is None and self._work_at_lock == "going-on"

    async def lock_if_idle(self) -> None:
        """Lock a library that nobody has looked at for too long; work that writes goes on, behind the lock."""
        if self._reader is not None and self._locked_library is not None and self._locked_library.is_idle:
            self._sessions.blank()
            await self._close_library(keeps_work=True)

    async def _close_library(self, *, keeps_work: bool = False) -> None:
        """Close a locked library: from here on there is only the page that asks for the passphrase."""
        reading, self._reading, self._reader = self._reading, None, None
        job = self.setup.job
        is_running = job is not None and not job.is_over
        await anyio.to_thread.run_sync(partial(self.setup.forget, keeps_work=keeps_work))
        if is_running:
            self._work_at_lock = "going-on" if self.setup.job is not None else "stopped"
        if reading is not None:
            await anyio.to_thread.run_sync(close, reading)

    async def _look_for_idle(self) -> None:
        while True:
            await asyncio.sleep(_IDLE_LOOK_S)
            await self.lock_if_idle()

    async def _unlock(self, request: Request) -> Response:
        """Ask for the passphrase, or open the library with it."""
        locked = self._locked_library
        if locked is None or self._reader is not None:
            return to("/")
        try:
            view = await self._view(request)
        except FormTooLargeError:
            return PlainTextResponse("form too large", 413)
        if request.method != "POST":
            return unlock_page(view, work=self._work_now())
        if view.form.get("stop") == "work" and self._is_over_work:
            await anyio.to_thread.run_sync(self.setup.forget)
            self._work_at_lock = "stopped"
            return to(UNLOCK)
        was_over_work = self._is_over_work
        try:
            await anyio.to_thread.run_sync(self._opened, locked, view.form.get("passphrase", ""))
        except WildgrassError as error:
            return unlock_page(view, error, work=self._work_now())
        self._work_at_lock = ""
        return to(RUNNING if was_over_work else "/")

    def _work_now(self) -> str:
        """Return what the page that asks for the passphrase says of work: that there was some, and nothing of it."""
        job = self.setup.job
        is_over = self._is_over_work and job is not None and job.is_over
        return "over" if is_over else self._work_at_lock

    def _opened(self, locked: LockedLibrary, passphrase: str) -> None:
        reading = self._thread.submit(locked.open, passphrase).result()
        if self._reader is not None:  # unlocked twice at once
            close(reading)
            return
        reading.warm()
        self._read(reading)

    def _locked(self) -> None:
        self.setup.forget()
        self._on_lock()

    def _pages(self) -> Starlette:
        routes = [
            Route("/", self._home),
            Route(OPENING, self._open, methods=["GET"]),
            Route("/lock", self._lock, methods=["POST"]),
            Route(UNLOCK, self._unlock, methods=["GET", "POST"]),
            Route("/style/{theme}.css", self._style),
            Route("/setup/static/{name}", self._static),
            Route("/setup/settings", self._settings, methods=["POST"]),
            *(Route(path, self._endpoint(show, None), methods=["GET"]) for path, show in SHOW.items()),
            *(
                Route(path, self._endpoint(SHOW.get(path), take), methods=["POST"])
                for path, take in TAKE.items()
            ),
        ]
        missing = {404: self._missing, 405: self._missing}
        return Starlette(routes=routes, lifespan=self._life, exception_handlers=missing)

    @asynccontextmanager
    async def _life(self, app: Starlette) -> AsyncIterator[None]:
        del app
        if self._reading is not None:
            self._reading.warm()
        looking = asyncio.create_task(self._look_for_idle())
        yield
        looking.cancel()
        with suppress(asyncio.CancelledError):
            await looking
        self.setup.forget()
        self._thread.shutdown()
        if self._reading is not None:
            self._reading.close()

    def _endpoint(self, show: Show | None, take: Show | None) -> Endpoint:
        async def answer(request: Request) -> Response:
            try:
                view = await self._view(request)
            except FormTooLargeError:
                return PlainTextResponse("form too large", 413)
            work = partial(_answered, view, show, take)
            return await anyio.to_thread.run_sync(lambda: self._thread.submit(work).result())

        return answer

    async def _view(self, request: Request) -> SetupView:
        language = request.cookies.get(LANGUAGE_COOKIE, "")
        theme = request.cookies.get(THEME_COOKIE, "")
        tongue = language if language in READER_LANGUAGES else self._language
        return SetupView(
            setup=self.setup,
            language=whole(tongue),
            tongue=tongue,
            theme=theme if theme in THEMES else THEMES[0],
            here=request.url.path,
            path={name: str(value) for name, value in request.path_params.items()},
            form=await read_form(request) if request.method == "POST" else {},
            query=dict(request.query_params),
            hides_names=request.scope["session"].hides_names if "session" in request.scope else False,
        )

    async def _home(self, request: Request) -> Response:
        del request
        return to("/setup" if self._locked_library is None else UNLOCK)

    async def _open(self, request: Request) -> Response:
        """Swap the one-time key for a cookie, as the reader does."""
        is_guess = "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", ""))
        is_asked = request.method == "GET" and not is_guess
        cookie = self._sessions.swap(request.query_params.get("key", "")) if is_asked else None
        if cookie is None:
            return neutral_page(403)
        answer = to("/")
        answer.set_cookie(self._cookie, cookie, httponly=True, samesite="strict", path="/")
        return answer

    async def _lock(self, request: Request) -> Response:
        if self._locked_library is not None:
            self._sessions.end_others(cookie_of(request.headers, self._cookie))
            await self._close_library()
            self._on_lock()
            return to(UNLOCK)
        self._sessions.end_all()
        self._locked()
        answer = neutral_page()
        answer.delete_cookie(self._cookie, path="/", httponly=True, samesite="strict")
        return answer

    async def _style(self, request: Request) -> Response:
        theme = request.path_params["theme"]
        return Response(look(theme), media_type="text/css") if theme in THEMES else neutral_page(404)

    async def _static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _STATIC:
            return neutral_page(404)
        data = (resources.files("wildgrass.web") / "static" / name).read_bytes()
        return Response(data, media_type=_STATIC[name])

    async def _settings(self, request: Request) -> Response:
        form = await read_form(request)
        back = form.get("back", "")
        answer = to(back if back in SHOW or back == UNLOCK else "/setup")
        for name, known, cookie in (
            ("language", READER_LANGUAGES, LANGUAGE_COOKIE),
            ("theme", THEMES, THEME_COOKIE),
        ):
            if form.get(name) in known:
                answer.set_cookie(
                    cookie, form[name], max_age=_YEAR_S, httponly=True, samesite="strict", path="/"
                )
        return answer

    async def _missing(self, request: Request, error: Exception) -> Response:
        del error
        if self._locked_library is not None and self._reader is None:
            return to(UNLOCK)
        view = replace(await self._view(request), form={})
        return view.page("setup_message.html", status=404, heading=view.words("setup-not-found"), hint="")


def _answered(view: SetupView, show: Show | None, take: Show | None) -> Response:
    """Show a page, or take its form; what is wrong with a form is said on its page."""
    try:
        if take is None:
            return _shown(view, show)
        return take(view)
    except WildgrassError as error:
        complaint = explain(error, view.language)
    except OSError as error:
        details = {"file": error.filename or "", "reason": error.strerror or str(error)}
        complaint = say(view.language, "ui.file-failed", **details), ""
    if show is None or take is None:
        return view.page("setup_message.html", status=500, heading=complaint[0], hint=complaint[1])
    return _shown(replace(view, complaint=complaint), show)


def _shown(view: SetupView, show: Show | None) -> Response:
    assert show is not None
    return show(view)
