"""Who rates whom after a contract, and what is said to it."""

from collections.abc import Sequence

from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.ratings.events import (
    BuyerRated,
    BuyerReplied,
    ContractRated,
    GradeFiled,
    GradeReplied,
    RatingCorrected,
    RatingGiven,
    RatingReplied,
)
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    News(
        "rating_awaited_supplier",
        RatingGiven,
        to.the_supplier,
        Topic.RATINGS,
        mark("Rate the department, too"),
        mark("The department has rated “%(title)s”. Both ratings are shown once yours is in, or on %(rate_until)s."),
        "/supplier/contracts/%(contract)s/rate",
        if_still=lambda scene: not scene.rating.by_supplier and scene.rating.announced_at is None,
    ),
    News(
        "rating_awaited_buyer",
        RatingGiven,
        to.together(to.drafters, to.approvers),
        Topic.RATINGS,
        mark("Rate the provider's work, too"),
        mark("The provider has rated “%(title)s”. Both ratings are shown once yours is in, or on %(rate_until)s."),
        "/buyer/contracts/%(contract)s/rate",
        if_still=lambda scene: scene.rating.by_supplier and scene.rating.announced_at is None,
    ),
    News(
        "buyer_rating_received",
        BuyerRated,
        to.together(to.drafters, to.approvers),
        Topic.RATINGS,
        mark("Your department was rated"),
        mark("The provider has rated “%(title)s”: %(score)s of 5. You can reply once; the reply is public."),
        "/buyer/contracts/%(contract)s",
    ),
    News(
        "buyer_rating_answered",
        BuyerReplied,
        to.the_supplier,
        Topic.RATINGS,
        mark("A rating was answered"),
        mark("The department has replied to your rating of “%(title)s”."),
        "/supplier/contracts/%(contract)s",
    ),
    News(
        "rating_corrected_supplier",
        RatingCorrected,
        to.the_supplier,
        Topic.RATINGS,
        mark("A rating was corrected"),
        mark("The department has corrected its rating of “%(title)s”: %(score)s of 5."),
        "/supplier/contracts/%(contract)s",
        if_still=lambda scene: not scene.rating.by_supplier,
    ),
    News(
        "rating_corrected_buyer",
        RatingCorrected,
        to.together(to.drafters, to.approvers),
        Topic.RATINGS,
        mark("A rating was corrected"),
        mark("The provider has corrected its rating of “%(title)s”: %(score)s of 5."),
        "/buyer/contracts/%(contract)s",
        if_still=lambda scene: scene.rating.by_supplier,
    ),
    News(
        "rating_received",
        ContractRated,
        to.the_supplier,
        Topic.RATINGS,
        mark("You were rated"),
        mark("The department has rated “%(title)s”: %(score)s of 5. You can reply once; the reply is public."),
        "/supplier/ratings",
    ),
    News(
        "rating_answered",
        RatingReplied,
        to.together(to.drafters, to.approvers),
        Topic.RATINGS,
        mark("A rating was answered"),
        mark("The provider has replied to the rating of “%(title)s”."),
        "/buyer/contracts/%(contract)s",
    ),
    News(
        "grade_received",
        GradeFiled,
        to.the_agency,
        Topic.RATINGS,
        mark("Your yearly grade"),
        mark("The regulator has published its yearly grade of %(agency)s. You can reply once; the reply is public."),
        "/supplier/ratings",
    ),
    News(
        "grade_answered",
        GradeReplied,
        to.every_supervisor,
        Topic.RATINGS,
        mark("A yearly grade was answered"),
        mark("%(agency)s has replied to its yearly grade."),
        "/regulator/grades",
    ),
)
