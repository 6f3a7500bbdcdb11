#!/usr/bin/env bash
# Makes NotoSansJP-Regular.ttf and NotoSansJP-Bold.ttf, the fonts of Japanese figures, from Noto Sans JP as Google Fonts
# publishes it (npm package @expo-google-fonts/noto-sans-jp 0.4.3; SIL Open Font License 1.1, LICENSE-NotoSansJP.txt):
#
#     npm pack @expo-google-fonts/noto-sans-jp@0.4.3 && tar xzf expo-google-fonts-noto-sans-jp-0.4.3.tgz
#     python3 -m venv venv && venv/bin/pip install fonttools==4.68.0 && . venv/bin/activate
#     assets/fonts/subset.sh package
#
# Kept are the kana, punctuation, Latin and Greek letters and kanji of JIS X 0208 level 1, kanji of medicine beyond it,
# and every character of the catalogue and of the shipped scenarios. Ascender and descender are set to 1.24 of the size
# together, which the drawing library takes for every font: a text is then as wide in a PNG as in an SVG.
set -euo pipefail
package=$(cd "$1" && pwd)
cd "$(dirname "$0")"

sha256sum --check --quiet <<SUMS
d930d5d52d15231c283089760f84584272ad5e37e14607ba0d19c798e7a9caec  $package/400Regular/NotoSansJP_400Regular.ttf
c5b7b9d6a6eb682b0d4e6bbb38509575fd2759a28f147daa74714d1359a7909e  $package/700Bold/NotoSansJP_700Bold.ttf
SUMS

wanted=$(mktemp)
trap 'rm -f "$wanted"' EXIT
python3 - "$wanted" <<'PYTHON'
import glob, sys

def row(number):
    """Characters of a row of JIS X 0208."""
    for cell in range(1, 95):
        try:
            yield bytes([0xA0 + number, 0xA0 + cell]).decode("euc_jp")
        except UnicodeDecodeError:
            pass

# Rows 1 to 6: punctuation, digits, Latin, kana, Greek. Rows 16 to 47: kanji of level 1.
kept = {c for number in [*range(1, 7), *range(16, 48)] for c in row(number)}
kept |= {chr(code) for code in [*range(0x20, 0x7F), *range(0xA0, 0x100)]}
kept |= set("µμ–—‘’“”•…−≈≠≤≥←↑→↓▲▼◆◇○●■□√²³⁴⁵⁶⁷⁸⁹⁰⁻½¼")
# Medicine beyond level 1.
kept |= set("疼痺瘍瘢痕癌腱膵膀胱臍痙攣癒膿疹痒嚢囊髄骸骼肛腔脛踵腓腿臀鞘頚頸椎椎髓譫妄喘嗽嘔咳鼠蹊罹齢齡腱膜淋臟靱靭")
for path in ["../language/ja.toml", *glob.glob("../../scenarios/**/*.toml", recursive=True)]:
    kept |= {c for c in open(path, encoding="utf-8").read() if c.isprintable()}
open(sys.argv[1], "w", encoding="utf-8").write("".join(sorted(kept)))
PYTHON

for weight in Regular Bold; do
    source=("$package"/?00"$weight"/NotoSansJP_?00"$weight".ttf)
    pyftsubset "${source[0]}" --text-file="$wanted" --output-file="NotoSansJP-$weight.ttf" \
        --layout-features='' --no-hinting --desubroutinize --notdef-outline --drop-tables+=vhea,vmtx,VORG,BASE,GDEF,GPOS,GSUB \
        --name-IDs='0,1,2,3,4,5,6,13,14' --name-languages=0x409
    python3 - "NotoSansJP-$weight.ttf" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont

# The time of the source stays, so that the same source gives the same bytes.
font = TTFont(sys.argv[1], recalcTimestamp=False)
size = font["head"].unitsPerEm
font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = round(0.96 * size), -round(0.28 * size), 0
font.save(sys.argv[1])
PYTHON
done
sha256sum NotoSansJP-*.ttf
