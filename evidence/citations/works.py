"""Works that are no journal articles: books and chapters, reports and guidelines, web pages with the day of access, theses."""

from __future__ import annotations

from typing import Any

from evidence.citations.authors import BODY, GROUP, parse_authors
from evidence.citations.endings import read_right
from evidence.citations.found import Found
from evidence.citations.pages import RANGE, parse_pages
from evidence.citations.pieces import MONTH, PAGE_WORD, YEAR, Match, compiled, month_number
from evidence.citations.references import strip_marker, to_title

PUBLISHER = (
    r"(?:Press|Publish(?:ing|ers?)|Publications?|Elsevier|Springer|Wiley|Mosby|Saunders|Lippincott|McGraw|Blackwell|Churchill|Livingstone|Thieme|Karger|Verlag|Books?|Humana|Informa"
    r"|Taylor|Routledge|Appleton|Raven|Wolters|Kluwer|Company|World Health Organi[sz]ation|HMSO|Government Printing|StatPearls|Butterworth|Arnold|Academic|Masson|Marcel Dekker|Pergamon"
    r"|University|National Academies|Department|Institutes?|Centers? for|Hogrefe|Cengage|Pearson|Williams|Sinauer|Jaypee|UpToDate|Medscape|Stationery Office|Radcliffe)"
)
_DATE = rf"(?:(?:[Uu]pdated|[Rr]evised|[Pp]ublished|[Rr]eviewed|c|©)?:?\s?(?:(?:(?<month>{MONTH})(?:\s\d{{1,2}})?,?\s|\d{{1,2}}\s(?<month>{MONTH})\s)?(?<year>{YEAR})(?!\d|-\d)(?:\s(?<month>{MONTH})(?:\s\d{{1,2}})?)?))"
_WORDS = r"[\p{L}\d'’&.,()/ -]"
_PLACE = r"(?:\p{Lu}[\p{L}.'’-]+(?:\s\p{Lu}[\p{L}.'’-]+){0,2}(?:,\s(?:\p{Lu}{2}|\p{Lu}[\p{L}.]+(?:\s\p{Lu}[\p{L}]+)?)|\s\(\p{Lu}[\p{L}, ]{1,20}\))?)"
IMPRINT = compiled(
    rf"(?:(?<=[.,;)\]?!\"”]\s?)\s?(?<place>{_PLACE}|\[\p{{Lu}}[\p{{L}} ]{{2,20}}\])\s?:\s?(?<publisher>\p{{Lu}}{_WORDS}{{1,100}}?)"
    rf"|(?<=\s)(?<place>\p{{Lu}}\p{{L}}+)\s?:\s?(?<publisher>(?:\p{{L}}[\p{{L}}.&'’-]*\s){{0,4}}{PUBLISHER}{_WORDS}{{0,40}}?)"
    rf"|(?<=[.,;)\]?!\"”]\s?)\s?(?<publisher>(?:[\p{{Lu}}&][\p{{L}}.&'’-]*\s|and\s|of\s|for\s){{0,5}}{PUBLISHER}(?:[ &,-]{{1,3}}\p{{Lu}}[\p{{L}}.&'’-]*){{0,4}}))"
    rf"(?:\s?[;,.]\s?|(?<=,\s\p{{Lu}}[\p{{L}}-]{{3,20}})\s){_DATE}-?"
)
_EDITION = compiled(
    r"[.,;]?\s?\(?(?<edition>\d{1,2}\.)\s?Aufl(?:age|\.)"
    r"|[.,;]?\s?\(?(?<edition>\d{1,2}(?:st|nd|rd|th)|(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth)|[Rr]ev(?:ised)?\.?)\s(?:[Ee]dn?\b\.?|[Ee]dition\b)\)?"
)
_IN = compiled(r"[.,;]\s(?:In|in):?\s(?=[\p{Lu}\"“])|\sIn:\s?")
_UPDATED = compiled(r"\[?\s?(?:Last\s)?(?:Updated|Internet|Published|Reviewed|updated|internet)\b[^\[\]]{0,30}\]")
_BOOK_PAGES = compiled(rf"\s?[:;,.]\s?(?:{PAGE_WORD}\s?)?{RANGE}(?!\s?(?:[A-Z]\p{{Ll}}|/|\.\d))")
_EDITORS = compiled(r"[.,(]?\s?\(?\p{Lu}[\p{L}., '’&-]{2,120}?[,(]\s?(?:[Ee]ds?|[Ee]ditors?)\b\.?\)?[.,:]?\s?")
ACCESS = compiled(
    rf"(?:[Aa]ccessed|[Rr]etrieved|[Cc]ited|[Ll]ast accessed|[Vv]isited)(?:\son)?:?\s(?:{MONTH}\s\d{{1,2}},?\s|\d{{1,2}}\s{MONTH}\s|{MONTH}\s)?{YEAR}(?:\s{MONTH}(?:\s\d{{1,2}})?)?"
)
STATED = compiled(
    rf"(?:[Ll]ast\s)?(?:[Rr]eviewed|[Uu]pdated|[Pp]ublished|[Mm]odified|[Rr]evised|[Ii]ssued|[Pp]osted)(?:\son)?(?:\sonline)?:?\s(?:(?<month>{MONTH})\s(?:\d{{1,2}},?\s)?|\d{{1,2}}\s(?<month>{MONTH})\s)?(?<year>{YEAR})(?!\d)"
)
_GUIDELINE = compiled(
    rf"(?:(?<body>{BODY.pattern}|\p{{Lu}}{{2,8}}(?:/\p{{Lu}}{{2,8}})?)\s)(?:(?<year>{YEAR})\s)?(?:clinical\s)?(?:practice\s)?(?:guidelines?|guidance|[Gg]uidelines?|consensus(?:\sstatement)?|technology appraisal(?:\sguidance)?|quality standard|position statement)"
    rf"(?:\s(?:no\.?\s)?\[?(?:\p{{Lu}}{{1,4}}\s?)?\d{{1,4}}\]?)?\s?[,:.–—-]\s?(?<title>[^()]{{8,240}}?)[\s.,]{{0,3}}\(?(?<year>{YEAR})?\)?\.?"
)
_LEITLINIE = compiled(
    rf"S[123][ek]?[-\s]Leitlinie:?\s[\"„“]?(?<title>\p{{Lu}}[^\"„“”]{{6,200}}?)[\"“”]?[.,;(]{{1,2}}\s?AWMF[^;]{{0,60}}?(?:(?<month>{MONTH})\s)?(?<year>{YEAR})(?!\d)"
)
_REGISTERED = compiled(  # AWMF-Leitlinie Titel, Register-Nr. 006-100, Stand 09/2020
    rf"(?:AWMF|S[123][ek]?)-Leitlinie:?\s(?:(?<title>\p{{Lu}}[^\n;]{{6,200}}?),?\s)?(?:AWMF-)?Reg(?:ister|\.)?-?(?:Nr\.?|[Nn]ummer)?:?\s"
    rf"\d{{3}}[-/–]\d{{3}}\w{{0,3}}(?:,\s(?:Stand:?\s)?(?:(?<number>\d{{1,2}})[/.]|(?<month>{MONTH})\s)?(?<year>{YEAR})(?!\d))"
)
_THESIS = compiled(
    r"(?<school>(?:University|Universität|Universit[éy]|College)\sof\s[\p{Lu}][\p{L} -]{2,40})\.\s(?<title>\p{Lu}[^.]{6,200}?)\s(?<author>\p{Lu}[\p{L}'’-]+,\s\p{Lu}[\p{L}'’-]+(?:\s\p{Lu}[\p{L}'’-]*){0,3})\.?"
)
_CHAPTER = compiled(
    r"(?:\s?\((?<year>(?:1[89]|20)\d\d)\)|[,.]?\s?(?:pp?\.?\s?(?<first>\d{1,4})(?:[–-](?<last>\d{1,4}))?|(?:[Cc]h(?:ap(?:ter)?)?|[Ss]ec(?:tion)?|[Vv]ol|[Pp]ages?)s?\.?\s?\d[\d–-]{0,10}|(?<publisher>\p{Lu}[\p{L}& -]{3,40}),?\s?(?<year>(?:1[89]|20)\d\d)|(?<year>(?:1[89]|20)\d\d)))*\.?"
)
_TRIGGER = compiled(
    rf"Leitlinie|Aufl|{PUBLISHER}|[Ee]dn?\b|[Ee]dition|In: |[Aa]ccessed|[Rr]eviewed|[Gg]uid(?:eline|ance)|\d(?:st|nd|rd|th)\sed|University|: \p{{Lu}}[^:]{{2,80}}[;,] {YEAR}|\[Internet\]|NICE|WHO|Global Initiative"
)


IS_PUBLISHER = compiled(rf"\b{PUBLISHER}\b")
_YEAR = compiled(YEAR)
_YEAR_STOP = compiled(rf"\s?\.?\s?[(\[](?<year>{YEAR})[)\]]\s?[.:,]?\s|\s?[.:,]\s")
_INITIALS_STOP = compiled(r"\p{Lu}{3,8}(?=\.\s)")
_YEAR_GIVEN = compiled(rf"\s?[(\[](?<year>{YEAR})[)\]][.,:]?\s?")
_PLACE_NAMED = compiled(rf"{_PLACE}:\s")
_STOP = compiled(r"\.\s")
_ASIDE = compiled(r"\(?\p{L}[\p{L}. ,]{1,60},\s?[Ee]ds?\.?\)?|\[[^\[\]]{0,80}\]")
_SITE = compiled(
    r"(?<=[.?!]\s)(?:(?:In\s)?StatPearls|UpToDate|Medscape|DynaMed|BMJ Best Practice|GeneReviews|Cochrane Clinical Answers)\b"
)
_QUOTED = compiled(r"\s?[\"“]([^\"“”]{2,250})[\"”]")
_ADDRESS = compiled(r"(?:[Aa]vailable\s(?:from|at|online(?:\sat)?):?\s?)?https?:\S++\s?")
_SENTENCE = compiled(r"(?<=[.?!])\s(?=\p{Lu}|https?)")


def parse_work(text: str) -> Found | None:
    """A whole string as a book, chapter, report, guideline, web page or thesis.

    Example:
        >>> found = parse_work('Roe RJ, Doe J. "Nails." 4th ed. Elsevier; 2018.')
        >>> found.fields["title"], found.fields["publisher"], found.fields["year"], found.fields["edition"]
        ('Nails', 'Elsevier', 2018, '4th')
        >>> parse_work("Care of Gout. Reviewed May 3, 2020. Accessed June 1, 2021.").fields["month"]
        5
    """
    if not _TRIGGER.search(text):
        return None
    begin = strip_marker(text, 0, len(text))
    for read in (_guideline, _thesis, _imprinted, _web, _edition_only, _dated_report):
        found = read(text, begin)
        if found:
            right = read_right(text, found.end, len(text), lenient=True)
            found.put_identifiers(right.identifiers)
            found.end = max(found.end, right.end)
            return found
    return None


def _guideline(text: str, begin: int) -> Found | None:
    registered = _REGISTERED.match(text, begin)
    if registered:
        month = int(registered["number"]) if registered["number"] else month_number(registered["month"])
        fields = {
            "title": registered["title"],
            "year": int(registered["year"]),
            "month": month if month and month <= 12 else None,
            "kind": "report",
        }
        return Found(begin, registered.end(), "guideline", {k: v for k, v in fields.items() if v})
    german = _LEITLINIE.match(text, begin)
    if german:
        fields = {
            "title": german["title"],
            "year": int(german["year"]),
            "month": month_number(german["month"]),
            "kind": "report",
        }
        return Found(begin, german.end(), "guideline", {k: v for k, v in fields.items() if v})
    match = _GUIDELINE.fullmatch(text, begin, len(text.rstrip(" )")) + text.rstrip().endswith(")"))
    if not match or not match["year"]:
        return None
    return Found(
        begin,
        match.end(),
        "guideline",
        {"title": match["title"].strip(" ."), "year": int(match["year"]), "kind": "report"},
    )


def _thesis(text: str, begin: int) -> Found | None:
    match = _THESIS.fullmatch(text, begin)
    if not match:
        return None
    return Found(
        begin,
        match.end(),
        "thesis",
        {"authors": (match["author"],), "title": match["title"], "publisher": match["school"], "kind": "thesis"},
    )


def _imprinted(text: str, begin: int) -> Found | None:
    imprint = _imprint(text, begin)
    authors = None if BODY.match(text, begin) else parse_authors(text, begin)
    names: tuple[str, ...] | None = authors.names if authors else None
    at = authors.end if authors else begin
    year: int | None = None
    fields: dict[str, Any]
    if authors is None:
        group = BODY.match(text, begin) or GROUP.match(text, begin) or _own_initials(text, begin, imprint)
        after = _YEAR_STOP.match(text, group.end()) if group else None
        if group and after:
            names, at = (group[0],), after.end()
            year = int(after["year"]) if after["year"] else None
    else:
        given = _YEAR_GIVEN.match(text, at)
        if given:
            year, at = int(given["year"]), given.end()
    if imprint is None:
        if year and names and _PLACE_NAMED.search(text, at):
            title = text[at : min([m.start() for m in _STOP.finditer(text, at)] or [len(text)])]
            told = _EDITION.search(title)
            if told is None:
                fields = {"authors": names, "title": to_title(title), "year": year, "kind": "report"}
                return Found(begin, len(text.rstrip()), "report", fields)
            fields = {
                "authors": names, "title": to_title(title[: told.start()]), "year": year, "edition": told["edition"], "kind": "book"
            }  # fmt: skip
            return Found(begin, len(text.rstrip()), "book", fields)
        return None
    if at > imprint.start():
        return None
    body = text[at : imprint.start()]
    fields = {
        "year": int(imprint["year"]),
        "publisher": imprint["publisher"].strip(" ,.;"),
        "kind": "book",
    }
    if imprint["month"]:
        fields["month"] = month_number(imprint["month"])
    if names:
        fields["authors"] = names
        if authors and authors.et_al:
            fields["et_al"] = True
    edition = _EDITION.search(body)
    if edition:
        fields["edition"] = edition["edition"]
    _put_titles(body, fields, edition)
    if not fields.get("title") or (not names and len(fields["title"].split()) > 25):
        return None
    pages = _BOOK_PAGES.match(text, imprint.end())
    end = imprint.end()
    if pages and pages["first"] and not _YEAR.fullmatch(pages["first"]):
        read = parse_pages(pages["first"], pages["last"])
        fields["first_page"] = read.first or read.article
        fields["last_page"] = read.last
        end = pages.end()
    return Found(
        begin,
        end,
        "chapter" if fields["kind"] == "chapter" else "book",
        {k: v for k, v in fields.items() if v is not None},
    )


def _own_initials(text: str, begin: int, imprint: Match | None) -> Match | None:
    """The initials of the publisher as the author: "BASHH. Scabies. London: British Association for Sexual Health and HIV; 2016."."""
    short = _INITIALS_STOP.match(text, begin)
    if short is None or imprint is None:
        return None
    capitals = "".join(letter for letter in imprint["publisher"] if letter.isupper())
    return short if capitals.startswith(short[0]) else None


def _imprint(text: str, begin: int) -> Match | None:
    return next(
        (match for match in IMPRINT.finditer(text, begin) if match["place"] or IS_PUBLISHER.search(match["publisher"])),
        None,
    )


def _put_titles(body: str, fields: dict[str, Any], edition: Match | None) -> None:
    inside = _IN.search(body)
    if inside:
        container = _UPDATED.sub(
            "",
            _EDITORS.sub("", body[inside.end() :])
            if not body[inside.end() :].startswith(("StatPearls",))
            else body[inside.end() :],
        )
        fields["container_title"] = to_title(_ASIDE.sub("", container).split(". ")[0])
        fields["title"] = to_title(_UPDATED.sub("", body[: inside.start()]))
        fields["kind"] = "chapter"
        return
    site = _SITE.search(body)
    if site:
        fields["container_title"] = site[0]
        fields["title"] = to_title(_UPDATED.sub("", body[: site.start()]))
        fields["kind"] = "chapter"
        return
    quoted = _QUOTED.match(body)
    if quoted:
        fields["title"] = to_title(quoted[1])
        return
    end = edition.start() if edition else len(body)
    title = _OWN_NUMBER.sub("", _SERIES.sub("", _UPDATED.sub("", body[:end])))
    if _THESIS_NOTE.search(title):
        fields["kind"] = "thesis"
        title = _THESIS_NOTE.sub("", title)
    fields["title"] = to_title(title)


_SERIES = compiled(
    r"\.\s(?:\p{Lu}{2,8}\s)?(?:[Cc]linical\s|[Pp]ractice\s){0,2}[Gg]uidelines?\s\[?\(?\p{Lu}{0,4}\s?\d{1,4}[\])]?\.?\s*$"
)
_OWN_NUMBER = compiled(  # SIGN 158. Title | Title (NG143)
    rf"\A{BODY.pattern}\s\d{{1,4}}\.\s|\s?[(\[]\p{{Lu}}{{1,4}}\s?\d{{1,4}}[)\]]\.?\s*\Z"
)
_REGISTER = compiled(r"(?i)(?:identifier|registration|number|trial id)\b")
_SITES = compiled(
    r"UpToDate|Medscape|DynaMed|BMJ Best Practice|DermNet(?:\sNZ)?|WebMD|StatPearls|GeneReviews|Wikipedia|MedlinePlus|Orphanet"
)
_HOUSES = compiled(r"\b(?:Clinic|Hospital|Hospitals|NHS|Ministry|Trust)\.$")


def _web(text: str, begin: int) -> Found | None:
    access = ACCESS.search(text, begin)
    stated = STATED.search(text, begin)
    first = stated if stated and (not access or stated.start() < access.start()) else access
    if first is None or not (access or text.find("http", first.end()) > 0):
        return None
    head = text[begin : first.start()].rstrip(" (")
    head = _ADDRESS.sub("", head).rstrip(" .")
    parts = _SENTENCE.split(head)
    if not head or len(head) > 300 or not head[0].isupper() or len(parts) > 4:
        return None
    fields: dict[str, Any] = {"kind": "webpage"}
    sited = len(parts) > 1 and _SITES.fullmatch(parts[0].rstrip("."))
    authors = None if sited else parse_authors(text, begin, begin + len(head))
    if authors:
        fields["authors"] = authors.names
        if authors.et_al:
            fields["et_al"] = True
        parts = _SENTENCE.split(text[authors.end : begin + len(head)].strip())
    elif sited:
        fields["container_title"] = parts[0].rstrip(".")
        parts = parts[1:2]
    elif len(parts) > 1 and (
        BODY.fullmatch(parts[0].rstrip(".")) or GROUP.fullmatch(parts[0].rstrip(".")) or _HOUSES.search(parts[0])
    ):
        fields["authors"] = (parts[0].rstrip("."),)
        parts = parts[1:]
    fields["title"] = to_title(parts[0]) if parts else None
    if len(parts) > 1 and not _REGISTER.search(parts[1]):
        fields["container_title"] = to_title(parts[1])
    if first is stated and stated is not None:
        fields["year"] = int(stated["year"])
        fields["month"] = month_number(stated["month"])
    if not fields["title"]:
        return None
    end = max(first.end(), access.end() if access else 0)
    return Found(begin, end, "web page", {k: v for k, v in fields.items() if v is not None})


def _edition_only(text: str, begin: int) -> Found | None:
    edition = _EDITION.search(text, begin)
    if not edition:
        return None
    address = _ADDRESS_NEXT.search(text, edition.end())
    rest = _CHAPTER.fullmatch(text, edition.end(), address.start() if address else len(text.rstrip()))
    title = to_title(text[begin : edition.start()])
    if not rest or not title or not 1 <= len(title.split()) <= 18 or not title[0].isupper():
        return None
    fields: dict[str, Any] = {"title": title, "edition": edition["edition"], "kind": "book"}
    signed = _BODY_YEAR.match(text, begin, edition.start())
    authors = None if signed else parse_authors(text, begin, edition.start())
    if signed:
        fields["authors"], fields["title"] = (signed["body"],), to_title(text[signed.end() : edition.start()])
        fields["year"] = int(signed["year"])
    elif authors:
        given = _YEAR_GIVEN.match(text, authors.end)
        if given:
            fields["year"] = int(given["year"])
        fields["authors"] = authors.names
        fields["title"] = to_title(text[given.end() if given else authors.end : edition.start()])
    if rest["year"]:
        fields["year"] = int(rest["year"])
    if rest["first"]:
        pages = parse_pages(rest["first"], rest["last"])
        fields.update(first_page=pages.first, **({"last_page": pages.last} if pages.last else {}))
    if rest["publisher"]:
        fields["publisher"] = rest["publisher"].strip()
    return Found(begin, rest.end(), "book", fields) if fields["title"] else None


_REPORT = compiled(
    rf"(?<body>{BODY.pattern})(?:(?<number>\s(?:[A-Z]{{1,4}})?\d{{1,4}})[.:,]?|[.:,])\s(?<title>\p{{Lu}}[^()]{{8,240}}?)(?:\s?[(\[]\p{{Lu}}{{1,4}}\s?\d{{1,4}}[)\]])?[.,]?\s[(]?(?:(?<month>{MONTH})\s)?(?<year>{YEAR})[)]?(?=\s?(?:[.,;]|$))"
)
_DATED = compiled(rf"[.?!,]\s[(]?{YEAR}\s?[;:(]\s?\d")
_THESIS_NOTE = compiled(r"[.,]?\s?[\[(](?:\p{L}[\p{L}. ]{0,20}\s)?(?:[Tt]hesis|[Dd]issertation)[\])]")
_ADDRESS_NEXT = compiled(r"\.?\s(?:https?:|doi|DOI)")
_BODY_YEAR = compiled(rf"(?<body>{BODY.pattern}|{GROUP.pattern})[.,]?\s[(\[]?(?<year>{YEAR})[)\]]?[.,:]?\s")


def _dated_report(text: str, begin: int) -> Found | None:
    """``NICE. Title (CG153). 2012.``"""
    match = _REPORT.match(text, begin)
    if not match:
        return None
    title = to_title(match["title"])
    if not title:
        return None
    fields: dict[str, Any] = {"title": title, "year": int(match["year"]), "kind": "report"}
    if match["month"]:
        fields["month"] = month_number(match["month"])
    if not match["number"]:  # "NICE NG133" is the guideline's name
        fields["authors"] = (match["body"],)
    return Found(begin, match.end(), "report", fields)


def authors_and_title(text: str) -> Found | None:
    """A reference that was cut off behind its title.

    Example:
        >>> authors_and_title("Doe J, Roe RJ, et al. Ice is good for the gouty toe.").fields["title"]
        'Ice is good for the gouty toe'
    """
    begin = strip_marker(text, 0, len(text))
    authors = parse_authors(text, begin)
    if (
        authors is None
        or authors.style not in ("vancouver", "apa", "full")
        or (len(authors.names) < 2 and not authors.et_al)
    ):
        return None
    rest = text[authors.end :].strip()
    if _DATED.search(rest):
        return None  # a journal and a date stand there that no rule reads: where the title ends is not known
    title = to_title(rest)
    if not title or len(title.split()) < 4 or len(title) > 400 or not (title[0].isupper() or title[0].isdigit()):
        return None
    fields: dict[str, Any] = {"authors": authors.names, "title": title}
    if authors.et_al:
        fields["et_al"] = True
    return Found(begin, len(text.rstrip()), "authors title", fields)
