"""What each problem code means: for ``syncer explain``."""

from __future__ import annotations

from collections.abc import Mapping

from syncer.model.explanation import Explanation

EXPLANATIONS: Mapping[str, Explanation] = {
    # Files
    "bad-slug": Explanation(
        "The name of a file or folder is not a-z, 0-9 and single hyphens.",
        "The name is the id of the segment, store or environment. One spelling that every file system keeps apart "
        "means that two people never make two files that are one on somebody's computer.",
        "Rename it: lower case, no blanks, hyphens between words, at most 64 characters.",
        "catalog/aurora/VIP_Gold.yaml  ->  catalog/aurora/vip-gold.yaml",
    ),
    "not-a-file": Explanation(
        "This is a pipe, a socket, a device or a folder where a file is expected.",
        "Reading it could wait for ever or never end.",
        "Put the file itself there.",
        "catalog/aurora/gold.yaml made by mkfifo",
    ),
    "stray-file": Explanation(
        "A file in the catalog that nothing reads.",
        "Somebody may believe that it does something. It stops nothing: this is a warning.",
        "Move it elsewhere, or put a dot in front of its name. README.md is passed over.",
        "catalog/aurora/notes.txt",
    ),
    "symlink": Explanation(
        "A symbolic link.",
        "What it leads to can lie outside the repository, where nobody reviews it.",
        "Put the file or folder itself there.",
        "catalog/aurora/gold.yaml -> /etc/passwd",
    ),
    "too-large": Explanation(
        "A file of more than 256 KiB.",
        "A segment has a few hundred bytes; the limit keeps a mistaken file from filling the memory.",
        "Look whether it is the right file.",
        "catalog/aurora/export.yaml of 80 MB",
    ),
    "too-many-files": Explanation(
        "More than 200,000 files in the catalog.",
        "Nobody means that: most often the wrong folder is looked at.",
        "Look whether -C names the right folder, or split the catalog.",
        "a build folder that was copied into catalog/",
    ),
    "unreadable": Explanation(
        "The system does not let us read a file or folder.",
        "What cannot be read must not count as gone.",
        "Correct its permissions.",
        "catalog/aurora/gold.yaml with mode 000",
    ),
    "wrong-depth": Explanation(
        "A file or folder lies too high or too deep.",
        "The place of a file is its id: catalog/<store>/<id>.yaml. Environments lie in environments/ itself.",
        "Move it.",
        "catalog/gold.yaml  ->  catalog/aurora/gold.yaml",
    ),
    "wrong-extension": Explanation(
        "A file that looks meant for us but does not end in .yaml.",
        "It would be passed over, and somebody would wait for it.",
        "Give it the ending .yaml.",
        "catalog/aurora/gold.yml  ->  catalog/aurora/gold.yaml",
    ),
    "many-problems": Explanation(
        "A file has more than fifty problems, and the others are not listed.",
        "A list that nobody can read hides what matters.",
        "Correct the first ones and check again.",
        "a spreadsheet saved as gold.yaml",
    ),
    # The text of a file
    "not-utf8": Explanation(
        "The file is not UTF-8.",
        "Guessed letters would end up in a name that can never be corrected.",
        "Save it as UTF-8. A byte order mark and Windows line ends are fine.",
        "a file saved as Latin-1, where é is one byte",
    ),
    "unseen-character": Explanation(
        "A character that people cannot see: control, direction, zero width or other invisible ones.",
        "Two names that look equal would be different, or a text would read otherwise than it is stored.",
        "Delete it. Text pasted from web pages and office programs often has some.",
        r'name: "Gold\u200bmembers"',
    ),
    "tab-indentation": Explanation(
        "A line is indented with a tab.",
        "YAML counts columns, and a tab has no width that everybody agrees on.",
        "Indent with blanks; let the editor show tabs.",
        "<tab>displayName: Membres Or",
    ),
    "syntax": Explanation(
        "The file is not YAML.",
        "Nothing is read of a file that cannot be read whole.",
        "Most often quotes are missing around a text with `: ` or ` #` in it, or a line is indented wrongly.",
        "description: Tier: gold   ->   description: 'Tier: gold'",
    ),
    "empty-file": Explanation(
        "The file holds nothing, or only comments.",
        "An empty file says nothing about its segment, and absence is never taken as a wish.",
        "Write a name and a description, or delete the file.",
        "a file with 0 bytes",
    ),
    "not-a-mapping": Explanation(
        "The file is not made of `key: value` lines.",
        "A list or a bare text has no name and no description.",
        "Begin with `name: ...` in the first column.",
        "- name: Gold   ->   name: Gold",
    ),
    "duplicate-key": Explanation(
        "A key stands twice in the same place.",
        "Many readers silently take the last one; the reviewer may have read the first.",
        "Keep one of the two.",
        "name: Gold\nname: Silver",
    ),
    "key-not-text": Explanation(
        "A key is not a text: a number, null, true, or a whole structure.",
        "Other readers would make another key of it.",
        "Use the keys of the schema; put quotes around one that looks like a number.",
        "true: yes",
    ),
    "anchor": Explanation(
        "An anchor (&) or an alias (*).",
        "A value that stands elsewhere is not seen in a review, and a few lines can unfold into gigabytes.",
        "Write the value out. A text that begins with & or * needs quotes.",
        "description: *gold",
    ),
    "merge-key": Explanation(
        "The key `<<`, which merges another mapping into this one.",
        "YAML 1.2 has no such key, and readers differ in what it does.",
        "Write the keys out.",
        "<<: *defaults",
    ),
    "tag": Explanation(
        "A tag (!), which gives a value another type.",
        "Some readers run code for tags; none is needed here.",
        "Remove it. A text that begins with ! needs quotes.",
        "name: !!python/object/apply:os.system [id]",
    ),
    "directive": Explanation(
        "A line that begins with % and speaks to the parser.",
        "It could change how the rest is read.",
        "Remove it.",
        "%YAML 1.1",
    ),
    "several-documents": Explanation(
        "A second document begins with `---` or follows `...`.",
        "Many readers silently drop it.",
        "One file holds one segment: make a second file.",
        "name: Gold\n---\nname: Silver",
    ),
    "too-deep": Explanation(
        "Values nest more than eight deep.",
        "Nothing here needs more than three; deep nesting is how files crash their readers.",
        "Flatten it.",
        "[[[[[[[[[[",
    ),
    "number-too-long": Explanation(
        "A number of more than 40 characters without quotes.",
        "Every reader would round it differently.",
        "Put it in quotes if it is meant as text.",
        "owner: 100000000000000000000000000000000000000000",
    ),
    # The shape of a file
    "unknown-key": Explanation(
        "A key that the schema does not know.",
        "A misspelt key that is passed over is a wish that nobody fulfils.",
        "Correct the spelling; `syncer schema segment` and `syncer schema environment` list the keys.",
        "descripton: Tier gold   ->   description: Tier gold",
    ),
    "conditions-not-here": Explanation(
        "A segment file speaks of conditions.",
        "Segments in this catalog are containers. Those with conditions are made and kept in the Marketing tool.",
        "Remove the key.",
        "conditions: {age: 18}",
    ),
    "members-not-here": Explanation(
        "A segment file speaks of members.",
        "Who belongs to a segment is personal data, and the business of the process that fills it.",
        "Remove the key; `populatedBy` may name the process.",
        "members: [4711]",
    ),
    "missing-key": Explanation(
        "Something that has to be said is missing.",
        "Nothing falls back to a guess.",
        "Add the key.",
        "a segment without `description`",
    ),
    "wrong-type": Explanation(
        "A value is of another kind than its key asks for.",
        "YAML reads 012 as a number and true as a switch; as text they need quotes.",
        "Put quotes around a text; write true or false for a switch.",
        "name: 012   ->   name: '012'",
    ),
    "bad-value": Explanation(
        "A value or key does not have the form that it needs.",
        "Only values that mean something to the program are taken.",
        "Take one of the values or the form that the message names.",
        "lifecycle: inactive   ->   lifecycle: retired",
    ),
    "out-of-range": Explanation(
        "A number is too small or too large, or a list too long.",
        "Limits of an environment can be tighter than those of the program, never looser.",
        "Choose a number inside the range.",
        "limits: {changes: 500}",
    ),
    # Texts
    "empty-text": Explanation(
        "A text that has to say something is empty.",
        "The database cannot keep an empty name, and Oracle takes an empty text for none at all.",
        "Write something. Only descriptions may be empty: null or ''.",
        "name: ''",
    ),
    "too-long": Explanation(
        "A text needs more bytes than its column has.",
        "Columns count bytes in UTF-8: 254 for names, 4,000 for descriptions. An é counts two, a € three.",
        "Shorten it.",
        "a description of 4,210 bytes",
    ),
    "outer-blanks": Explanation(
        "A text begins or ends with a blank or a line break, or holds nothing else.",
        "Nobody sees it, databases compare it differently, and a name can never be corrected. So it is not cut off "
        "silently either.",
        "Remove it. After `>` and `|` a text ends with a line break: write `>-` and `|-`.",
        "name: 'Gold '",
    ),
    "inner-blanks": Explanation(
        "A name has an unusual blank in it, or several in a row.",
        "Nobody sees it, and a name can never be corrected.",
        "Write one plain blank.",
        "name: Gold  members",
    ),
    "line-break": Explanation(
        "A text that belongs on one line has a line break in it.",
        "Lists and the Marketing tool show it on one line.",
        "Write it on one line; only descriptions may have several.",
        'name: "Gold\\nmembers"',
    ),
    "not-nfc": Explanation(
        "A text is not in Unicode's composed form (NFC).",
        "é can be one character or two; both look the same and are different to every database.",
        "Type it again, or normalise the file.",
        "e followed by U+0301   ->   é, U+00E9",
    ),
    "mixed-scripts": Explanation(
        "A word of a name mixes Latin, Greek, Cyrillic or other letters that look alike.",
        "Such a name cannot be told from another one, nor typed by whoever looks for it.",
        "Type the word again in one script; a hyphen or a blank may stand between two.",
        "G\u043eld, where the second letter is Cyrillic",
    ),
    # Across files
    "name-taken-twice": Explanation(
        "Two files of one store have the same name.",
        "The name identifies a segment in the database; only one of the two could be meant.",
        "Choose another name for the one that was not applied yet. In different stores, names may be equal.",
        "gold.yaml and gold-2.yaml, both `name: Gold`",
    ),
    "name-taken-alike": Explanation(
        "Two names of one store differ only in case, in blanks at the end or in the form of letters.",
        "Some databases take them for equal, others do not.",
        "Choose another name for the one that was not applied yet.",
        "`name: Gold` and `name: GOLD`",
    ),
    "name-looks-alike": Explanation(
        "Two names of one store look the same on the screen.",
        "People will choose the wrong one. It stops nothing: this is a warning.",
        "Choose a name that can be told from the other.",
        "`name: Tier 1` and `name: Tier l`",
    ),
    "store-nowhere": Explanation(
        "A folder of the catalog that no environment lists.",
        "Its segments would never be written anywhere, and nobody would be told.",
        "Add the store to `stores` of an environment, or correct the name of the folder.",
        "catalog/auroa/ beside `stores: {aurora: Aurora}`",
    ),
    "default-language-translated": Explanation(
        "The default language of the store stands among the translations.",
        "There would be two texts for one row.",
        "Move its text to `description` at the top; its display name is the name.",
        "translations: {en_US: {displayName: Gold}} where en_US is the default",
    ),
    # Environments
    "secret-in-file": Explanation(
        "A file seems to hold an address, a login or a password.",
        "Files are copied, reviewed and kept for ever; a secret in one is known to everybody.",
        "Put the URL into a variable and name it: `url_env: STAGING_DATABASE_URL`. "
        "Change a password that was committed.",
        "password: ...",
    ),
    "one-target": Explanation(
        "An environment names no target, or two.",
        "A missing secret must never make a command fall back to another database.",
        "Write exactly one of `url_env: NAME` and `sandbox: PATH`.",
        "sandbox: .sandbox/staging.db",
    ),
    "path-outside": Explanation(
        "The file of a sandbox, or of a result of conformance, would lie outside the repository.",
        "A sandbox is made anew without asking, which must not meet a file of somebody else; and what a result lets "
        "happen is reviewed with the rest.",
        "Write a path inside the repository.",
        "sandbox: ../staging.db   ->   sandbox: .sandbox/staging.db",
    ),
    "store-listed-twice": Explanation(
        "Two folders are the same store in one environment.",
        "Both would write the segments of one owner, each taking those of the other for unmanaged.",
        "Correct one of the two identifiers.",
        "stores: {aurora: Aurora, aurora-b2b: Aurora}",
    ),
}
