"""Made-up articles, and all that an archive knows, by which two archives are compared."""

from __future__ import annotations

from onrecord.v1.article_pb2 import Article
from onrecord.v1.statement_service_pb2 import ExportArticlesRequest, ListStatementsRequest, WatchStatementsRequest
from onrecord_client import Connection

GIVEN = ["Ada", "Corvin", "Delia", "Edmund", "Fenna", "Gregor", "Hester", "Ivo", "Junia", "Lorcan"]
SURNAMES = ["Brenner", "Thornquist", "Maddow-Pell", "Okarin", "Vesterby", "Quillan", "Starrow"]
OUTLETS = ["tarnbrook-courier", "coast-daily", "meadow-post"]
THINGS = ["bridge", "harbour", "library", "tramway", "reservoir", "lighthouse", "market hall", "ferry", "archive"]


def articles(count: int) -> list[Article]:
    """So many articles; every third story is told by another outlet, in the same words, so that statements have reports."""
    made = []
    for number in range(count):
        story = number - 1 if number % 3 == 2 else number
        name = f"{GIVEN[story % len(GIVEN)]} {SURNAMES[story % len(SURNAMES)]}"
        thing, street = THINGS[story % len(THINGS)], f"{SURNAMES[story * 5 % len(SURNAMES)]} Street"
        text = (
            f"The council of Tarnbrook met on the matter of the {thing} for the {story + 2}nd time this year.\n\n"
            f"“We have counted {1000 + story} complaints about the {thing} on {street}, and we will answer every one,” "
            f"said {name}, who leads the committee. “Nobody promised that it would be open by the {story + 3}rd week,” "
            f"{name.split()[-1]} added."
        )
        made.append(
            Article(
                id=f"story-{number}",
                outlet=OUTLETS[number % len(OUTLETS)],
                published=f"2031-05-{1 + story % 28:02}",
                title=f"The {thing} again",
                text=text,
                version=1,
            )
        )
    return made


def known_articles(connection: Connection) -> list[Article]:
    """All articles that count, each as often as the archive has it."""
    exported = [one.article for one in connection.statements.ExportArticles(ExportArticlesRequest())]
    return sorted(exported, key=lambda article: (article.outlet, article.id))


def known_statements(connection: Connection) -> list[bytes]:
    """All statements with the number of their reports, as the service lists them, page by page."""
    request, listed = ListStatementsRequest(page_size=100), []
    while True:
        page = connection.statements.ListStatements(request)
        listed += [one.SerializeToString(deterministic=True) for one in page.statements]
        if not page.next_page_token:
            return listed
        request.page_token = page.next_page_token


def place_of_now(connection: Connection) -> str:
    """The token of the place where changes go on from now."""
    watching = connection.statements.WatchStatements(WatchStatementsRequest())
    for response in watching:
        watching.cancel()
        return response.resume_token
    raise RuntimeError("the server told no place")
