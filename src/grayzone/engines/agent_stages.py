"""The stages in which a block of people is worked through; every inner loop is simple and unit-stride.

1. draws, four people per call of the generator; 2. what is seen over ties, the k-th ties of all people of the
tile side by side: first a loop that only gathers, then one that only computes; 3. one drawn tie per encounter;
4. own traits, jumps, the next word; 5. the tile's record.
"""

from __future__ import annotations

from ..ground.chance import code
from ..language.graph import Node, inputs, ordered
from .agent_people import People
from .agent_record import Tally
from .emit import Text, deeper, identifier
from .plan import Meeting


class Stages:
    """Writes the stages of a block for one plan."""

    def __init__(self, people: People) -> None:
        self.of, self.plan, self.layout = people, people.plan, people.layout
        self.model = people.model
        self.flows = people.flows
        self.tally = Tally(people)
        self.counts = sorted({*self.plan.shares}, key=lambda s: (self.model.statuses.index(s[0]), s[1]))
        self.apart = [x for x in ("within", "across") if any(ties == x for _, ties in self.counts)]

    def array(self, name: str, kind: str) -> str:
        """Allocate a scratch array of one tile."""
        return self.of.array(name, kind)

    def rows(self) -> list[str]:
        """Return all stages of a block."""
        inside = ["lo = tile * U(TILE)", "m = min(U(n) - lo, U(TILE))"]
        inside += ["status_t, over_t, seat_t = status_of[lo:lo + m], one_over[lo:lo + m], seat[lo:lo + m]"]
        if self.layout.places > 1:
            inside += ["group_t = group_of[lo:lo + m]"]
        for k in range(len(self.layout.words)):
            inside += [f"mine_{k}, next_{k} = words[{k}, lo:lo + m], words_next[{k}, lo:lo + m]"]
        inside += [f"own_{identifier(name)} = kept[{k}, lo:lo + m]" for k, name in enumerate(self.layout.own)]
        inside += [*self.draws(), *self.ties(), *self.meet(), *self.people()]
        per_tile = "tile in range(U(block) * U(BLOCK // TILE), min(U((n + TILE - 1) // TILE), (U(block) + U(1)) * U(BLOCK // TILE)))"
        return [*self.tally.clear(), f"for {per_tile}:", *deeper(inside, 1), *self.tally.block_end()]

    # -- 1 draws -------------------------------------------------------------------------------------------
    def draws(self) -> list[str]:
        """Return the rows that draw for every person of a tile, each at its own address."""
        wanted = [("jump", code("jump"))] if self.plan.jumps else []
        wanted += [(identifier(m.name), code(f"encounter:{m.name}")) for m in self.of.meetings]
        rows: list[str] = []
        for name, decision in wanted:
            self.array(f"draw_{name}", "int32")
            rows += [
                f"# draws for {name}: person i has word i % 4 of address i // 4",
                "for q in range(U(TILE // 4)):",
                f"    x = philox(uint32((lo >> U(2)) + q), uint32(t), uint32({decision}), uint32(0), uint32(seed), uint32(luck))",
                *[f"    raw[U(4) * q + U({j})] = x[{j}]" for j in range(4)],
                "for l in range(m):",
                f"    draw_{name}[l] = int32(raw[seat_t[l]] >> uint32(1))",
            ]
        return rows

    # -- 2 ties --------------------------------------------------------------------------------------------
    def ties(self) -> list[str]:
        """Return the rows that gather one word per tie and add up what is seen."""
        sums: list[tuple[str, str, str]] = []
        for status, kind in self.counts:
            sums.append((self.array(f"count_{status}_{kind}", "int32"), "int32(0)", ""))
        for kind in self.apart:
            sums.append((self.array(f"ties_{kind}", "int32"), "int32(0)", ""))
        for members, _, _ in self.of.looks:
            for look in members.values():
                key = identifier(look.key)
                sums.append((self.array(f"sum_{key}", "float32"), "F(0)", ""))
                sums.append((self.array(f"weight_{key}", "float32"), "F(0)", ""))
        if not sums:
            return []
        needs_same = bool(self.apart) or any(set(members) != {"all"} for members, _, _ in self.of.looks)
        flags = self.layout.flag_word if (self.counts or needs_same) else -1
        words = sorted({self.layout.word_of(look.trait) for ms, _, _ in self.of.looks for look in ms.values()} | ({flags} if flags >= 0 else set()))  # fmt: skip
        rows = [
            "# what is seen over ties",
            "for l in range(m):",
            *[f"    {name}[l] = {zero}" for name, zero, _ in sums],
        ]
        rows += [
            "for k in range(U(first_tie[tile]), U(first_tie[tile + U(1)])):",
            "    e, many = U(begin[k]), U(length[k])",
        ]
        for k in words:
            self.array(f"got_{k}", "int32")
            rows += ["    for l in range(many):", f"        got_{k}[l] = word_{k}[ties[e + l]]"]
        rows += ["    for l in range(many):", *deeper(self._tie_body(flags, needs_same), 2)]
        return rows

    def _tie_body(self, flags: int, needs_same: bool) -> list[str]:
        rows: list[str] = []
        if flags >= 0:
            rows += [f"theirs, mine_word = got_{flags}[l], mine_{flags}[l]"]
        if needs_same:
            mask = ((1 << self.layout.community_bits) - 1) << len(self.layout.flagged)
            rows += [f"same = ((theirs ^ mine_word) & int32({mask})) == int32(0)" if mask else "same = True"]
        add: list[str] = []
        for status, kind in self.counts:
            shift = self.layout.shift(status)
            bit = "theirs & int32(1)" if shift == 0 else f"(theirs >> int32({shift})) & int32(1)"
            keep = {
                "all": bit,
                "within": f"pick(same, {bit}, int32(0))",
                "across": f"pick(same, int32(0), {bit})",
            }[kind]
            add += [f"count_{status}_{kind}[l] += {keep}"]
        add += [f"ties_{kind}[l] += int32(same)" if kind == "within" else f"ties_{kind}[l] += int32(not same)" for kind in self.apart]  # fmt: skip
        for members, value, weight in self.of.looks:
            trait = next(iter(members.values())).trait
            k = self.layout.word_of(trait)
            text = self._text([value] + ([weight] if weight is not None else []))
            text.known |= {f"mine:{trait}": f"mine_is_{k}", f"theirs:{trait}": f"theirs_is_{k}"}
            results = text.of(*([value] + ([weight] if weight is not None else [])))
            decode = [
                f"mine_is_{k} = {self.decoded(f'mine_{k}[l]', k)}",
                f"theirs_is_{k} = {self.decoded(f'got_{k}[l]', k)}",
            ]
            rows += [row for row in decode if row not in rows]
            rows += text.rows
            for kind, look in members.items():
                key, heavy = identifier(look.key), results[1] if weight is not None else "F(1)"
                keep = {
                    "all": heavy,
                    "within": f"pick(same, {heavy}, F(0))",
                    "across": f"pick(same, F(0), {heavy})",
                }[kind]
                rows += [f"keep_{key} = {keep}"]
                add += [f"weight_{key}[l] += keep_{key}", f"sum_{key}[l] += keep_{key} * ({results[0]})"]
        return [*rows, *add]

    def decoded(self, word: str, k: int) -> str:
        """Return the trait that a word holds."""
        return (
            f"as_float({word} & int32({self.layout.mask}))"
            if self.layout.words[k].flags and self.layout.packed
            else f"as_float({word})"
        )

    def _text(self, roots: list[Node]) -> Text:
        known: dict[str, str] = {}
        for name in {n.name for n in ordered(*roots) if n.op == "input"}:
            kind, _, rest = name.partition(":")
            if kind == "trait":
                known[name] = f"yesterday_{identifier(rest)}"
            elif kind == "today":
                known[name] = f"today_{identifier(rest)}"
            elif kind in ("share", "pair"):
                known[name] = f"{kind}_{identifier(rest)}"
        text = Text("f4", known, self.of.taken)
        self.of.give_known(text)
        return text

    # -- 3 encounters --------------------------------------------------------------------------------------
    def meet(self) -> list[str]:
        """Return the rows that draw whom a person meets, if anybody."""
        rows: list[str] = []
        for meeting in self.of.meetings:
            rows += self._meet(meeting)
        return rows

    def _meet(self, meeting: Meeting) -> list[str]:
        name, k = identifier(meeting.name), self.layout.word_of(meeting.trait)
        self.array(f"met_{name}", "int32")
        self.array(f"them_{name}", "int32")
        rows = [
            f"# {meeting.name}: whether there is a meeting, and with whom",
            "for l in range(m):",
            f"    u = float64(float32(draw_{name}[l]) * F(2.0 ** -31))",
            "    degree = math.floor(1.0 / over_t[l] + 0.5) if over_t[l] > F(0) else 0.0",
            f"    which = min(degree - 1.0, math.floor(u / meet_{name} * degree)) if meet_{name} > 0.0 else 0.0",
            f"    met = u < meet_{name} and degree > 0.0",
            "    other = U(lo + l)",
            "    if met:",
            "        other = U(ties[U(begin[U(first_tie[tile]) + U(which)]) + l])",
        ]
        if meeting.ties != "all":
            bits = ((1 << self.layout.community_bits) - 1) << len(self.layout.flagged)
            flags = self.layout.flag_word
            same = (
                f"((word_{flags}[other] ^ mine_{flags}[l]) & int32({bits})) == int32(0)" if bits else "True"
            )
            rows += [
                f"    met = met and ({same})"
                if meeting.ties == "within"
                else f"    met = met and not ({same})"
            ]
        return [*rows, f"    met_{name}[l] = int32(met)", f"    them_{name}[l] = word_{k}[other]"]

    # -- 4 own traits and jumps ----------------------------------------------------------------------------
    def people(self) -> list[str]:
        """Return the rows that move every person's traits and status, and record them."""
        rows: list[str] = []
        flags = self.layout.flag_word
        if flags >= 0 and self.layout.bits:
            rows += [f"word = mine_{flags}[l]"]
        shift, mask = len(self.layout.flagged), (1 << self.layout.community_bits) - 1
        if self.layout.communities > 1:
            rows += [f"community = (word >> int32({shift})) & int32({mask})"]
        if self.layout.groups > 1:
            rows += ["group = int32(group_t[l])" if self.layout.places > 1 else "group = community"]
        rows += ["status = int32(status_t[l])"]
        rows += self._views()
        rows += self._traits()
        rows += self._jumps()
        rows += self._next(flags, shift)
        tally = [
            "# own traits, jumps, the next word",
            *self.tally.vector_zero(),
            "for l in range(m):",
            *deeper(rows, 1),
        ]
        return [*tally, *self.tally.tile_end()]

    def _views(self) -> list[str]:
        rows = []
        for name in self.model.traits:
            key = identifier(name)
            if name in self.layout.own:
                rows += [f"yesterday_{key} = own_{key}[l]"]
            else:
                k = self.layout.word_of(name)
                rows += [f"yesterday_{key} = {self.decoded(f'mine_{k}[l]', k)}"]
        for status, kind in self.counts:
            over = "over_t[l]" if kind == "all" else f"(F(1) / max(F(1), float32(ties_{kind}[l])))"
            rows += [f"share_{identifier(f'{status}:{kind}')} = float32(count_{status}_{kind}[l]) * {over}"]
        for members, _, _ in self.of.looks:
            for look in members.values():
                key = identifier(look.key)
                rows += [f"pair_{key} = sum_{key}[l] / max(weight_{key}[l], F(1e-30))"]
        return rows

    def _traits(self) -> list[str]:
        rows: list[str] = []
        rates = [self.of.rates[name] for name, _, _ in self.plan.updates]
        meets = [self.of.encounters[m.name] for m in self.of.meetings]
        chances = [n for nodes in self.of.chances.values() for n in nodes]
        roots = [n for n in [*rates, *meets, *chances] if n is not None]
        self.text = self._text(roots)
        self.text.expect(*roots)
        for name, _, meetings in self.plan.updates:
            key, rate, kept = identifier(name), self.of.rates[name], self.model.traits[name]
            parts = []
            if rate is not None:
                parts += self.text.of(rate)
            for meeting in meetings:
                k, who = self.layout.word_of(name), identifier(meeting.name)
                self.text.known |= {f"mine:{name}": f"yesterday_{key}", f"theirs:{name}": f"theirs_{who}"}
                rows += [f"theirs_{who} = {self.decoded(f'them_{who}[l]', k)}"]
                self._forget(f"theirs:{name}", f"mine:{name}")
                (to,) = self.text.of(self.of.encounters[meeting.name])
                parts += [f"pick(met_{who}[l], {to} - yesterday_{key}, F(0))"]
            new = " + ".join([f"yesterday_{key}", *parts])
            if parts and kept.low > float("-inf"):
                new = f"max(F({kept.low!r}), {new})"
            if parts and kept.high < float("inf"):
                new = f"min(F({kept.high!r}), {new})"
            rows += [*self.text.rows, f"today_{key} = {new}"]
            self.text.rows.clear()
        return rows

    def _forget(self, *names: str) -> None:
        """Forget what was written of these inputs: each encounter has its own partner."""
        gone = {n.index for n in self.plan.graph.nodes if any(name in inputs(n) for name in names)}
        for index in gone & set(self.text.written):
            del self.text.written[index]

    def _jumps(self) -> list[str]:
        order = self.model.statuses.index
        rows = ["status_today = status"]
        if not self.plan.jumps:
            return rows
        rows += ["u = float32(draw_jump[l]) * F(2.0 ** -31)"]
        if any(len(jumps) > 1 for jumps in self.plan.jumps.values()):
            rows += ["v_top = float32(int32(2147483647) - draw_jump[l]) * F(2.0 ** -31)"]
        for source, jumps in self.plan.jumps.items():
            chances = self.text.of(*self.of.chances[source])
            rows += self.text.rows
            self.text.rows.clear()
            choice = f"int32({order(source)})"
            for chance, jump in reversed(list(zip(chances[1:], jumps[1:]))):
                choice = f"pick(v_top < {chance}, int32({order(jump.target)}), {choice})"
            choice = f"pick(u < {chances[0]}, int32({order(jumps[0].target)}), {choice})"
            rows += [f"status_today = pick(status == int32({order(source)}), {choice}, status_today)"]
        return rows

    def _next(self, flags: int, shift: int) -> list[str]:
        rows: list[str] = []
        bits = [f"(int32(status_today == int32({self.model.statuses.index(s)})) << int32({b}))" for b, s in enumerate(self.layout.flagged)]  # fmt: skip
        bits += [f"(community << int32({shift}))"] if self.layout.communities > 1 else []
        for k, word in enumerate(self.layout.words):
            value = f"as_word(today_{identifier(word.trait)})" if word.trait else ""
            if word.flags and word.trait:  # round what the flags displace, or slow drifts would stall
                value = f"(({value} + int32({1 << (self.layout.bits - 1)})) & int32({self.layout.mask}))"
            parts = [x for x in [value, *(bits if k == flags else [])] if x] or ["int32(0)"]
            rows += [f"next_{k}[l] = {' | '.join(parts)}"]
        rows += [
            f"own_{identifier(name)}[l] = today_{identifier(name)}"
            for name in self.layout.own
            if self._moves(name)
        ]
        rows += [*self.tally.vector_tally(), "status_t[l] = status_today"]
        return rows

    def _moves(self, name: str) -> bool:
        return any(n == name and (self.of.rates[n] is not None or ms) for n, _, ms in self.plan.updates)
