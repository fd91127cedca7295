"""What somebody is in the middle of saying: a new event, or changes of one that is out."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.models_ground import Base, new_id, now_column


class Draft(Base):
    """An event to be (`event_id` None), or the gathered changes of one, by one person; see `core.drafts`.

    `fields` is what was said so far, `was` what the event said when a field was changed, so that a colleague's change
    in between is noticed. `asking` is the open question, at most one a person; `revision` grows with each change, and a
    button that applies them names the one it showed. A draft that was published goes on as its event's changes.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index("ix_drafts_user", "user_id", "id"),
        Index("ix_drafts_event", "event_id", postgresql_where=text("event_id IS NOT NULL")),
        Index("uq_drafts_event", "user_id", "event_id", unique=True, postgresql_where=text("event_id IS NOT NULL")),
        Index("uq_drafts_asking", "user_id", unique=True, postgresql_where=text("asking IS NOT NULL")),
    )

    id: Mapped[int] = new_id()
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("events.id", ondelete="CASCADE"))
    fields: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    was: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    asking: Mapped[str | None]
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = now_column()
    updated_at: Mapped[datetime] = now_column()
