//! What the gallery shows: the one list that the pictures, `docs/gallery.md` and its test come from.

use admsc_sim::language::Language;

/// A finished picture.
pub struct Picture {
    /// Name of the file, without its ending.
    pub name: &'static str,
    /// Which figure of the run it is.
    pub figure: &'static str,
    /// What is run, as after `admsc run`; several runs are compared.
    pub runs: &'static [&'static [&'static str]],
    /// What can be seen.
    pub caption: &'static str,
    /// The same in Japanese.
    pub japanese: &'static str,
}

const fn picture(
    name: &'static str,
    figure: &'static str,
    runs: &'static [&'static [&'static str]],
    caption: &'static str,
    japanese: &'static str,
) -> Picture {
    Picture { name, figure, runs, caption, japanese }
}

const SINGLE: &[&[&str]] = &[&["builtin:neuropathic-single"]];

/// A run and its counterfactual without treatment.
const TREATED_OR_NOT: &[&[&str]] = &[&["builtin:neuropathic-single"], &["builtin:neuropathic-untreated"]];

/// One dose and two, over the same two years.
const ONE_DOSE_OR_TWO: &[&[&str]] =
    &[&["builtin:discogenic-single", "--set", "horizon='24 months'"], &["builtin:discogenic-repeat"]];

/// A constriction after which a nerve stays inflamed, and one after which it heals.
const STAYS_OR_HEALS: &[&[&str]] = &[&["builtin:constriction"], &["builtin:constriction-short"]];

/// All pictures, in the order of the gallery. Those whose name begins with `worksheet` belong to `docs/worksheet.md`.
pub const PICTURES: &[Picture] = &[
    picture(
        "pain",
        "pain",
        SINGLE,
        "One injection beside an injured nerve: pain as the stack of its causes. Inflammation falls in weeks, damage and \
         central sensitisation over months.",
        "傷ついた神経のそばへの1回の注射。痛みを原因ごとに積み重ねた図です。炎症は数週間で、損傷と中枢性感作は数か月かけて減ります。",
    ),
    picture(
        "mechanism",
        "mechanism",
        SINGLE,
        "The processes behind it on one time axis: the cells are gone within months, the change in the macrophages persists.",
        "その背後にある過程を共通の時間軸に並べた図です。細胞は数か月でいなくなり、マクロファージの変化は続きます。",
    ),
    picture(
        "tissue",
        "tissue",
        SINGLE,
        "The window on seven days: TNFα, cells, axons with their fronts, the lesion, the needle; beside each day the microglia of the spinal cord.",
        "7つの日の計算領域。TNFα、細胞、軸索とその先端、病変、針と、それぞれの右に髄節のミクログリアを示します。",
    ),
    picture(
        "homing",
        "homing",
        SINGLE,
        "Trajectories of 50 injected cells up the gradient of CXCL12.",
        "投与細胞50個が、CXCL12の勾配を上っていく経路です。",
    ),
    picture(
        "untreated",
        "pain",
        &[&["builtin:neuropathic-untreated"]],
        "The same patient without treatment: what every other curve is compared with.",
        "同じ患者の無治療の場合。ほかのすべての曲線の比較相手です。",
    ),
    picture(
        "discogenic-repeat",
        "pain",
        &[&["builtin:discogenic-repeat"]],
        "A disc, two injections, two years.",
        "椎間板、2回の注射、2年間の経過です。",
    ),
    picture(
        "discogenic-tissue",
        "tissue",
        &[&["builtin:discogenic-repeat"]],
        "The inflamed rim of the disc: no axons, but matrix.",
        "椎間板の炎症のある縁。軸索はなく、細胞外基質があります。",
    ),
    picture(
        "acute-injury",
        "mechanism",
        &[&["builtin:acute-injury"]],
        "A healthy nerve, 30 % of its axons cut on day 0, no treatment: axons wait, grow and gain myelin.",
        "健康な神経の軸索の30 %を0日目に切り、治療をしない場合。軸索は待ち、伸び、髄鞘を得ます。",
    ),
    picture(
        "crush",
        "mechanism",
        &[&["builtin:crush"]],
        "All axons of a healthy nerve crushed, no treatment: debris calls macrophages, they clear it, and pain follows them.",
        "健康な神経の軸索をすべて挫滅させ、治療をしない場合。残骸がマクロファージを呼び、片づけられ、痛みはそれに続きます。",
    ),
    picture(
        "compare-constriction",
        "pain",
        STAYS_OR_HEALS,
        "The same nerve constricted for 60 and for 14 days: why one stays in pain when the cause is gone, and the other heals.",
        "同じ神経を60日間と14日間締めつけた場合。原因がなくなっても一方では痛みが続き、他方は治ります。",
    ),
    picture(
        "compare-untreated",
        "pain",
        TREATED_OR_NOT,
        "The same patient with and without the injection: what differs is what the cells did.",
        "同じ患者の、注射をした場合としない場合。違いが細胞の働きです。",
    ),
    picture(
        "compare-doses",
        "mechanism",
        ONE_DOSE_OR_TWO,
        "A disc with one injection, and with a second one after six months: what the second injection changes.",
        "椎間板への1回の注射と、6か月後に2回目を加えた場合。2回目が何を変えるかを示します。",
    ),
    picture(
        "replicates",
        "pain",
        &[&["builtin:demo", "--set", "replicates=20"]],
        "The patient of `admsc demo` with 20 seeds: the mean, each seed as a line, and the band of 5 to 95 %. The spread is chance.",
        "`admsc demo` の患者を20のシードで計算した結果。平均、シードごとの線、5〜95 %の帯を示します。ばらつきは偶然です。",
    ),
    picture(
        "study-arms",
        "arms",
        &[&["builtin:single-vs-repeat", "--set", "population.n=8", "--set", "tissue.voxel='50 um'"]],
        "A study: reported pain in every arm at three potencies. Eight patients on coarse voxels, so that it takes a minute.",
        "試験：各群の報告された痛みを三つの効力で示します。短時間で済むよう、患者8名と粗い格子を使います。",
    ),
    picture(
        "worksheet-1",
        "pain",
        &[&["builtin:neuropathic-single", "--set", "patient.potency=0.1"]],
        "Worksheet, experiment 1: cells with a tenth of the potency.",
        "ワークシート、実験1：効力が10分の1の細胞。",
    ),
    picture(
        "worksheet-2",
        "pain",
        &[&["builtin:neuropathic-single", "--set", "dose=[{ at = '0 d', cells = 70e6, route = 'vein' }]"]],
        "Worksheet, experiment 2: the cells into a vein.",
        "ワークシート、実験2：静脈内投与。",
    ),
    picture(
        "worksheet-3",
        "pain",
        &[&["builtin:neuropathic-single", "--set", "dose=[{ at = '0 d', cells = 7e6 }]"]],
        "Worksheet, experiment 3: a tenth of the cells.",
        "ワークシート、実験3：10分の1の細胞。",
    ),
    picture(
        "worksheet-4",
        "pain",
        &[&[
            "builtin:neuropathic-single",
            "--set",
            "dose=[{ at = '0 d', cells = 7e6, repeat = 5, every = '1 month' }]",
        ]],
        "Worksheet, experiment 4: a tenth of the cells six times, a month apart.",
        "ワークシート、実験4：10分の1の細胞を1か月おきに6回。",
    ),
    picture(
        "worksheet-5",
        "pain",
        &[&["builtin:neuropathic-single", "--set", "sensitisation.central_decay_time='14 d'"]],
        "Worksheet, experiment 5: a nervous system that recovers three times as fast.",
        "ワークシート、実験5：3倍速く回復する神経系。",
    ),
];

impl Picture {
    /// The command as a user types it.
    pub fn command(&self) -> String {
        let quoted = |word: &&str| match word.contains(['\'', ' ']) {
            true => format!("\"{word}\""),
            false => (*word).to_owned(),
        };
        let run = |arguments: &&[&str]| {
            let words: Vec<String> = arguments.iter().map(quoted).collect();
            format!("admsc run {}", words.join(" "))
        };
        let mut commands: Vec<String> = self.runs.iter().map(run).collect();
        if self.runs.len() > 1 {
            let folders: Vec<String> = self.runs.iter().filter_map(|arguments| folder(arguments)).collect();
            commands.push(format!("admsc compare {}", folders.join(" ")));
        }
        commands.join("\n")
    }
}

/// The folder of a bundled scenario's results.
fn folder(arguments: &[&str]) -> Option<String> {
    Some(format!("output/{}", arguments.first()?.strip_prefix("builtin:")?))
}

const HEAD: &str = "# Gallery

Finished pictures, each with the command that makes it. A run writes all its figures to the directory that it prints, as SVG and as
PNG of 1920 × 1080; here they are smaller and have fewer colours. Each shows one patient, or those of a study, and the proxy of a
model, not a measurement and not medical advice. [日本語](gallery.ja.md)

This page and its pictures are written by

```sh
cargo write-docs
```
";

const JAPANESE_HEAD: &str = "# 図の一覧

完成した図と、それを作るコマンドの一覧です。1回の計算は、表示されるフォルダーにすべての図をSVGと1920 × 1080のPNGで書きます。ここの図は
小さくし、色の数を減らしてあります。どの図も患者1名、または一つの試験の患者たちについてのモデルの代理指標であり、測定値でも医学的助言でもありません。[English](gallery.md)

日本語の図は、コマンドに `--lang ja` を付けるか、環境変数 `ADMSC_LANG` を `ja` にしておくと作られ、名前は `pain.ja.png` のようになります。
このページと図は次のコマンドで書かれます。

```sh
cargo write-docs
```
";

/// The text of `docs/gallery.md`, or of `docs/gallery.ja.md`.
pub fn markdown(language: Language) -> String {
    let suffix = language.file_suffix();
    let entry = |picture: &Picture| {
        let (name, figure) = (picture.name, picture.figure);
        let (caption, said) = match language {
            Language::English => (picture.caption, format!(" Figure `{figure}` of this command:")),
            Language::Japanese => (picture.japanese, format!("次のコマンドの図 `{figure}{suffix}` です。")),
        };
        format!(
            "\n## {name}\n\n![{caption}](images/gallery/{name}{suffix}.png)\n\n{caption}{said}\n\n```sh\n{}\n```\n",
            picture.command()
        )
    };
    let head = if language == Language::English { HEAD } else { JAPANESE_HEAD };
    let shown = PICTURES.iter().filter(|picture| !picture.name.starts_with("worksheet"));
    [head.to_owned()].into_iter().chain(shown.map(entry)).collect()
}
