"""Chinese and other text: folding for search, and the sentences people read in their language.

Never reads archives and never decides anything. Start with `fold.py` (search) and `language.py` (sentences).
"""

from wildgrass.text.fold import FOLD_VERSION, fold
from wildgrass.text.language import LANGUAGES, choose_language, explain, say, say_or

__all__ = ["FOLD_VERSION", "LANGUAGES", "choose_language", "explain", "fold", "say", "say_or"]
