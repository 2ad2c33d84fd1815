"""Draws the results of scripts/bench compare as bars: chart.py HOW-IT-WAS-MEASURED, results in, SVG out.

A section of the table is a panel with a scale of its own; a row has a bar for each number of connections, and to the right
of the bars the 99th percentiles.
"""
import sys
from html import escape

WIDTH, MARGIN = 960, 24
BARS_FROM, BARS_TO, P99_AT = 250, 640, 730  # pixels from the left; room between for the number at a bar's end
P99_STEP = 92
BAR, GAP, TITLE = 12, 10, 50
COLOURS = ['#9cc3e6', '#2b6cb0', '#d69e2e', '#2f855a']  # as many as there are, and again from the first
TEXT, PALE = '#1a202c', '#718096'
OUR_COLOURS = ['#f6c199', '#c05621', '#97266d', '#553c9a']


def read_results(lines):
    """The rows by section, as [(label, {connections: (requests, p99)})], and the numbers of connections in order."""
    sections, levels = {}, []
    for line in lines:
        level, section, label, requests, _, _, _, p99, _ = line.rstrip('\n').split('\t')
        if level not in levels:
            levels.append(level)
        sections.setdefault(section, {}).setdefault(label, {})[level] = (int(requests), float(p99))
    return sections, levels


def text(x, y, content, size=13, colour=TEXT, anchor='start', weight='normal'):
    return (f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}" '
            f'font-weight="{weight}">{escape(content)}</text>')


def box(x, y, width, height, colour):
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def milliseconds(p99):
    return f'{p99:.2f}' if p99 < 10 else f'{p99:.1f}' if p99 < 100 else f'{p99:.0f}'


def legend(levels, y):
    parts = []
    for line, (name, colours) in enumerate([('Others', COLOURS), ('Postern', OUR_COLOURS)]):
        parts.append(text(BARS_FROM - 10, y + line * 20, name, anchor='end', weight='bold' if line else 'normal'))
        for i, level in enumerate(levels):
            x = BARS_FROM + i * 150
            parts += [box(x, y + line * 20 - 10, 14, BAR, colours[i % len(colours)]),
                      text(x + 21, y + line * 20, f'{level} connections')]
    return parts


def row(label, values, levels, largest, y):
    """One label, its bars and its percentiles; y is the upper edge."""
    ours = label.startswith('Postern')
    middle = y + len(levels) * BAR / 2 + 5
    parts = [text(BARS_FROM - 10, middle, label, anchor='end', weight='bold' if ours else 'normal')]
    for i, level in enumerate(levels):
        requests, p99 = values[level]
        length = max(1.0, (BARS_TO - BARS_FROM) * requests / largest)
        colours = OUR_COLOURS if ours else COLOURS
        top = y + i * BAR
        parts += [box(BARS_FROM, top, length, BAR - 1, colours[i % len(colours)]),
                  text(BARS_FROM + length + 5, top + 10, f'{requests:,}'.replace(',', ' '), size=11),
                  text(P99_AT + i * P99_STEP + 40, middle, milliseconds(p99), anchor='end', size=12)]
    return parts


def panel(title, rows, levels, y):
    largest = max(requests for values in rows.values() for requests, _ in values.values()) or 1
    parts = [text(MARGIN, y + 20, title, size=16, weight='bold'),
             text(BARS_FROM, y + 41, 'requests per second', size=11, colour=PALE)]
    for i, level in enumerate(levels):
        parts.append(text(P99_AT + i * P99_STEP + 40, y + 41, f'p99 ms, {level}', size=11, colour=PALE, anchor='end'))
    y += TITLE
    for label, values in rows.items():
        parts += row(label, values, levels, largest, y)
        y += len(levels) * BAR + GAP
    parts.append(f'<line x1="{BARS_FROM}" y1="{y - len(rows) * (len(levels) * BAR + GAP) - 3}" x2="{BARS_FROM}" '
                 f'y2="{y - GAP + 3}" stroke="{PALE}"/>')
    return parts, y + 14


def draw(sections, levels, measured):
    parts = [text(MARGIN, 40, 'Postern beside others', size=22, weight='bold'),
             text(MARGIN, 62, f'Requests per second, {measured}. More is better; '
                  'p99 is the time of 99 in 100 answers, less is better.', colour=PALE)]
    parts += legend(levels, 92)
    y = 128
    for title, rows in sections.items():
        drawn, y = panel(title, rows, levels, y)
        parts += drawn
    width = max(WIDTH, P99_AT + len(levels) * P99_STEP + MARGIN)
    return '\n'.join([
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{y}" viewBox="0 0 {width} {y}" '
        f'font-family="DejaVu Sans, Verdana, Arial, sans-serif">',
        '<title>Postern beside others: requests per second</title>',
        box(0, 0, width, y, '#ffffff'), *parts, '</svg>'])


if __name__ == '__main__':
    print(draw(*read_results(sys.stdin), sys.argv[1]))
