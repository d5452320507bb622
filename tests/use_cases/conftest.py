"""The world is there for every story."""

from tests.world import folder as folder
from tests.world import home as home
from tests.world import settled_template as settled_template
from tests.world import world as world
