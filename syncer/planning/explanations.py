"""What each refusal means, for ``syncer explain CODE``."""

from __future__ import annotations

from collections.abc import Mapping

from syncer.model.explanation import Explanation

EXPLANATIONS: Mapping[str, Explanation] = {
    "rename": Explanation(
        summary="A segment would get another name.",
        why=(
            "The name is fixed when a segment is first saved. Promotions and other segments refer to it by name, "
            "so a rename breaks them without a word."
        ),
        fix=(
            "Keep the old name; or keep the old file with `lifecycle: retired` and add a new file with the new name. "
            "Where a vanished file only looks like a new one, `--accept rename --reason TEXT` says that they are two "
            "segments."
        ),
        example="name: Gold members        # was: Gold loyalty members",
    ),
    "name-taken": Explanation(
        summary="A member group that is no customer segment has the name.",
        why="Names are unique for an owner over groups of every kind: segments, price groups, access groups.",
        fix="Choose another name for the segment, or have the other group renamed by those who use it.",
        example="a price group named `B2B gold partners` and a segment of that name",
    ),
    "displaced": Explanation(
        summary="A segment of ours has another owner, or is no customer segment any more.",
        why="Somebody took away its usage row or moved it; writing to it would change something that is not ours.",
        fix="Have it put back, or let go of it with `lifecycle: released`.",
        example="MBRGRPUSG has no row of type -1 for a recorded group",
    ),
    "ambiguous": Explanation(
        summary="More than one row could be meant.",
        why=(
            "Two rows answer to the name, or one in another case or padding, or the row is recorded for another file. "
            "Creating beside it or adopting the wrong one would tie the file to somebody else's segment."
        ),
        fix=(
            "Write the name exactly as in the database. Where other rows answer too, or a row has blanks around its "
            "name, have the rows mended, or choose another name. A recorded name stays: there only the rows can change."
        ),
        example="the file says `Gold`, the database has `GOLD`",
    ),
    "language": Explanation(
        summary="A text is in a language that the database does not know, or twice in the default one.",
        why="Descriptions are kept by LANGUAGE_ID, so each locale needs its row in the LANGUAGE table.",
        fix="Have the language added to the site, or leave the translation out.",
        example="translations: {nl_NL: {description: ...}}",
    ),
    "conditions": Explanation(
        summary="A segment with conditions would be adopted, updated or activated.",
        why="Its members follow from a rule that a business user wrote; a catalog holds only segments without any.",
        fix="Have the conditions removed in the Marketing tool, or let go of it with `lifecycle: released`.",
        example="MGPCONDELE has elements beside `topAndList`",
    ),
    "adoption": Explanation(
        summary="A row that was in the database before would be taken over.",
        why="Somebody made it and may still look after it.",
        fix="Ask, then plan again with `--accept adoption --reason TEXT`.",
        example="`Registered Customers`, which every new store has",
    ),
    "drift": Explanation(
        summary="Somebody's edit would be written over.",
        why="The row is not what we last wrote: the edit may be right and the file out of date.",
        fix=(
            "Look at it with `syncer drift ENV`; put the edit into the file, or plan again with "
            "`--accept drift --reason TEXT`."
        ),
        example="a description that was changed in the Marketing tool",
    ),
    "empty-means-everybody": Explanation(
        summary="It is not declared what an empty segment matches, or how one is stored.",
        why="On some fix levels a segment without members and conditions matches every shopper.",
        fix=(
            "Find it out for this site: the notes of the fix level say it. Or save a segment without conditions in the "
            "Marketing tool of a test system, aim an activity at it, and visit the store as a guest who never signed "
            "in: if it shows, everybody is meant. Then set `empty_segment_means` and `container_condition`."
        ),
        example="empty_segment_means: nobody",
    ),
    "change-limit": Explanation(
        summary="More changes at once than one review looks at.",
        why="50 changes, or 30 % of what is recorded, are seldom meant; a wrong folder or a bad merge makes thousands.",
        fix=(
            "Read the changes, then plan again with `--accept change-limit --reason TEXT`. `limits` in the "
            "environment's file makes the limit tighter, also for single stores."
        ),
        example="120 updates after a search-and-replace",
    ),
    "newly-managed": Explanation(
        summary="Files begin to say a field that many segments have had until now without them.",
        why=(
            "A field that no file says is left alone. Files that begin to say it, and were made by a script or from a "
            "template, write over what people have put there, on all segments at once."
        ),
        fix=(
            "Compare what stands there with what the files say. Begin with a few; or plan again with "
            "`--accept newly-managed --reason TEXT`."
        ),
        example="`allowExport: false` added to 300 files",
    ),
    "first-write": Explanation(
        summary="The first segments that are ever created on a real database would be more than one.",
        why=(
            "Fix levels and sites differ in what the Marketing tool expects of a segment. One that it shows as it "
            "should is proof; two hundred that it does not are work."
        ),
        fix=(
            "Leave all but one out with `--hold STORE/ID --reason TEXT`, apply, and open that one in the Marketing "
            "tool; or plan again with `--accept first-write --reason TEXT`."
        ),
        example="the first plan for production: 17 to create",
    ),
    "window": Explanation(
        summary="The environment's file says that nothing is written at this time.",
        why=(
            "A freeze keeps changes away from times in which nobody looks, or nobody may. The clock is no part of a "
            "plan, so this is judged when one is applied. An apply that has begun may end."
        ),
        fix=(
            "Apply it afterwards; the plan stays good if nothing else changes and it is not too old by then. In an "
            "emergency: "
            "`syncer apply FILE.json --accept window --reason TEXT`."
        ),
        example="freezes: {Weekend: {from: fri 16:00, until: mon 06:00, timezone: Europe/Paris}}",
    ),
    "shrunk-catalog": Explanation(
        summary="The catalog is empty, or half of its files are gone.",
        why="That is most likely a wrong folder, a wrong revision or a failed checkout.",
        fix="Check the checkout. Absent files delete nothing; if it is meant, `--accept shrunk-catalog --reason TEXT`.",
        example="a pipeline that checked out an empty branch",
    ),
    "mode": Explanation(
        summary="The environment does not allow this kind of change.",
        why="`mode: observe` takes none, `mode: create-only` takes new segments only.",
        fix="Leave the segment out with `--hold`, or change `mode` in the environment's file.",
        example="mode: observe",
    ),
    "stagingprop": Explanation(
        summary="The site's own propagation carries the same rows from staging to production.",
        why=(
            "Triggers on staging log each change of a table in STAGLOG, and `stagingprop` carries it to production. A "
            "segment that plans made on both sides has two ids there, and the propagation stops at the name."
        ),
        fix=(
            "Set `propagation: stagingprop` in the environments' files. Plans then write on staging only; on "
            "production what arrived as its file says is recorded, and the rest is listed until it arrives."
        ),
        example="propagation: stagingprop",
    ),
}
