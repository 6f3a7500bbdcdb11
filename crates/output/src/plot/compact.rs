//! A drawing in fewer bytes: attributes that say what holds anyhow are left out, polygons go from corner to corner by the difference,
//! and filled shapes of one colour that follow one another become one path. Nothing that is seen changes.

/// What every element has unless it says otherwise.
const DEFAULTS: [&str; 3] = [" opacity=\"1\"", " stroke=\"none\"", " stroke-width=\"1\""];

/// Fewest shapes that become a path.
const FEWEST: usize = 3;

/// The SVG text of a drawing, an element a line, made smaller.
pub fn compact(drawing: &str) -> String {
    let mut out = String::with_capacity(drawing.len() / 2);
    let mut run: Vec<(&str, Shape<'_>)> = Vec::new();
    for line in drawing.lines() {
        let shape = Shape::read(line);
        if run.first().is_some_and(|(_, first)| shape.as_ref().is_none_or(|shape| !first.joins(shape))) {
            write(&run, &mut out);
            run.clear();
        }
        match shape {
            Some(shape) => run.push((line, shape)),
            None => out.extend([&without_defaults(line), "\n"]),
        }
    }
    write(&run, &mut out);
    out
}

/// A filled shape without an outline.
struct Shape<'a> {
    fill: &'a str,
    /// Its corners as a path.
    path: String,
    /// Whether its corners turn clockwise: shapes of one path that overlap must turn the same way, else a hole is left.
    is_clockwise: bool,
    /// Whether its edges are sharp, as those of rectangles are.
    is_sharp: bool,
}

impl<'a> Shape<'a> {
    /// Reads an element; nothing where it is another.
    fn read(line: &'a str) -> Option<Self> {
        let parts: Vec<&str> = line.split('"').collect();
        match parts.as_slice() {
            [
                "<rect x=",
                x,
                " y=",
                y,
                " width=",
                width,
                " height=",
                height,
                " opacity=",
                "1",
                " fill=",
                fill,
                " stroke=",
                "none",
                "/>",
            ] => Some(Self {
                fill,
                path: format!("M{x} {y}h{width}v{height}h-{width}z"),
                is_clockwise: true,
                is_sharp: true,
            }),
            ["<polygon opacity=", "1", " fill=", fill, " points=", points, "/>"] => {
                let places: Vec<(i64, i64)> = points
                    .split_whitespace()
                    .map(|place| place.split_once(',').and_then(|(x, y)| Some((x.parse().ok()?, y.parse().ok()?))))
                    .collect::<Option<_>>()?;
                let next = places.iter().cycle().skip(1);
                let area: i64 = places.iter().zip(next).map(|((x, y), (to_x, to_y))| x * to_y - to_x * y).sum();
                Some(Self { fill, path: outline(&places)?, is_clockwise: area > 0, is_sharp: false })
            }
            _ => None,
        }
    }

    /// Whether both can stand in one path.
    fn joins(&self, other: &Self) -> bool {
        (self.fill, self.is_clockwise, self.is_sharp) == (other.fill, other.is_clockwise, other.is_sharp)
    }
}

/// Corners as a closed path: the first by its place, each other one by its difference from the one before.
fn outline(corners: &[(i64, i64)]) -> Option<String> {
    let (x, y) = corners.first()?;
    let mut path = format!("M{x} {y}");
    for (place, step) in corners.windows(2).enumerate() {
        let [across, down] = [step[1].0 - step[0].0, step[1].1 - step[0].1];
        // A minus sign parts numbers as a space does.
        let space = |number: i64| if number < 0 { "" } else { " " };
        let before = if place == 0 { "l" } else { space(across) };
        path.push_str(&format!("{before}{across}{}{down}", space(down)));
    }
    Some(path + "z")
}

/// Writes shapes of one colour: a few one by one, many as one path. A rectangle alone is shortest as it is.
fn write(run: &[(&str, Shape<'_>)], out: &mut String) {
    let together = if run.len() < FEWEST { 1 } else { run.len() };
    for shapes in run.chunks(together) {
        match shapes {
            [(line, Shape { is_sharp: true, .. })] => out.extend([&without_defaults(line), "\n"]),
            [(_, Shape { fill, is_sharp, .. }), ..] => {
                let edges = if *is_sharp { " shape-rendering=\"crispEdges\"" } else { "" };
                out.extend(["<path fill=\"", fill, "\"", edges, " d=\""]);
                out.extend(shapes.iter().map(|(_, shape)| shape.path.as_str()));
                out.push_str("\"/>\n");
            }
            [] => {}
        }
    }
}

/// An element without what holds anyhow; texts as they are.
fn without_defaults(line: &str) -> String {
    let Some((tag, rest)) = line.split_once('>').filter(|_| line.starts_with('<')) else { return line.to_owned() };
    let tag = DEFAULTS.iter().fold(tag.to_owned(), |tag, default| tag.replace(default, ""));
    format!("{tag}>{rest}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rectangle(x: u32, fill: &str) -> String {
        format!("<rect x=\"{x}\" y=\"2\" width=\"3\" height=\"4\" opacity=\"1\" fill=\"{fill}\" stroke=\"none\"/>\n")
    }

    #[test]
    fn neighbours_of_one_colour_become_one_path_in_their_place() {
        let same: String = (0..3).map(|x| rectangle(x, "#AA0000")).collect();
        let text = format!("{}{same}{}", rectangle(7, "#FFFFFF"), rectangle(9, "#FFFFFF"));
        let expected = "<rect x=\"7\" y=\"2\" width=\"3\" height=\"4\" fill=\"#FFFFFF\"/>\n\
                        <path fill=\"#AA0000\" shape-rendering=\"crispEdges\" d=\"M0 2h3v4h-3zM1 2h3v4h-3zM2 2h3v4h-3z\"/>\n\
                        <rect x=\"9\" y=\"2\" width=\"3\" height=\"4\" fill=\"#FFFFFF\"/>\n";
        assert_eq!(compact(&text), expected);
    }

    #[test]
    fn polygons_that_turn_the_same_way_join_and_others_do_not() {
        let polygon = |points: &str| format!("<polygon opacity=\"1\" fill=\"#0072B2\" points=\"{points} \"/>\n");
        let (right, left) = (polygon("0,0 4,0 4,4 0,4"), polygon("0,0 0,4 4,4 4,0"));
        let joined = "<path fill=\"#0072B2\" d=\"M0 0l4 0 0 4-4 0zM0 0l4 0 0 4-4 0zM0 0l4 0 0 4-4 0z\"/>\n";
        assert_eq!(compact(&right.repeat(3)), joined);
        let apart: String = ["4 0 0 4-4 0", "0 4 4 0 0-4", "4 0 0 4-4 0"]
            .map(|steps| format!("<path fill=\"#0072B2\" d=\"M0 0l{steps}z\"/>\n"))
            .concat();
        assert_eq!(compact(&format!("{right}{left}{right}")), apart);
    }

    #[test]
    fn only_what_holds_anyhow_is_left_out_and_texts_stay() {
        let text = "<circle cx=\"1\" cy=\"2\" r=\"5\" opacity=\"1\" fill=\"#8C1428\" stroke=\"none\" stroke-width=\"1\"/>\n\
                    <rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" opacity=\"0.5\" fill=\"#8C1428\" stroke=\"none\"/>\n\
                    <text x=\"1\" opacity=\"1\">\nsaid: opacity=\"1\" stroke=\"none\"\n</text>\n";
        let expected = "<circle cx=\"1\" cy=\"2\" r=\"5\" fill=\"#8C1428\"/>\n\
                        <rect x=\"1\" y=\"2\" width=\"3\" height=\"4\" opacity=\"0.5\" fill=\"#8C1428\"/>\n\
                        <text x=\"1\">\nsaid: opacity=\"1\" stroke=\"none\"\n</text>\n";
        assert_eq!(compact(text), expected);
    }
}
