"""A static site grown from a library: plain pages that open from any disk, no script, no outside request.

Everything from an export is untrusted text: templates escape it, attachments go by digest and only as
pictures and videos that were looked at byte by byte. Start with `build.py`; `plan.py` says what stands where.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from wildgrass.targets.base import Archive, Outcome, RestoreOptions, TargetInfo
from wildgrass.targets.site.build import Build
from wildgrass.targets.site.choose import Chooser
from wildgrass.targets.site.chrome import Chrome
from wildgrass.targets.site.folder import SiteFolder
from wildgrass.targets.site.plan import make_plan
from wildgrass.targets.site.simulated import simulated

__all__ = ["Site"]


class Site:
    """`restore LIBRARY site:DIR`."""

    info: ClassVar[TargetInfo] = TargetInfo(
        name="site", title="a static site in a folder", place="DIR", is_local=True, has_base=True
    )

    def restore(self, archive: Archive, place: str, options: RestoreOptions) -> Iterator[Outcome]:
        """Write the site into the folder `place`; run again, it becomes what archive and options say now.

        Raises:
            LanguageUnknownError: the site has no words in `options.language`.
            SiteFolderTakenError, SiteFileForeignError, SiteMarkerError: the folder holds something else.
            SiteWriteError: the disk refused.
        """
        chrome = Chrome(options.language)
        folder = SiteFolder(Path(place))
        chooser = Chooser.of(archive.owners(), options)
        plan = make_plan(archive, chooser)
        if options.simulate:
            yield from simulated(archive, chooser, plan)
            return
        with folder:
            yield from Build(archive, chooser, plan, chrome, folder).run()
            folder.finish()
