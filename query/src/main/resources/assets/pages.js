'use strict';

// --- plots: <canvas data-chart="KIND" data-src="JSON"> ---

const colour = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();

const kinds = {
  months: months => {
    const line = (label, key, more) => ({label, data: months.map((month, x) => ({x, y: month[key]})), ...more});
    return {
      datasets: [
        line('Average', 'average', {borderColor: colour('accent'), borderWidth: 2, pointRadius: months.length < 40 ? 2 : 0}),
        line('Highest', 'highest', {borderColor: 'transparent', backgroundColor: colour('band'), fill: '+1', pointRadius: 0}),
        line('Lowest', 'lowest', {borderColor: 'transparent', pointRadius: 0}),
      ],
      at: x => (months[Math.round(x)] || {month: ''}).month,
      unit: ' °C',
      whole: true,
    };
  },
  records: series => {
    const points = series.points.map(([time, value]) => ({x: Date.parse(time), y: value}));
    return {
      datasets: [{label: 'Value', data: points, borderColor: colour('accent'), borderWidth: 1.5, pointRadius: points.length < 60 ? 2 : 0}],
      at: instant(points),
      unit: '',
    };
  },
};

/** Writes instants as finely as their range needs. */
function instant(points) {
  const range = points.length ? points[points.length - 1].x - points[0].x : 0;
  const [from, to] = range > 3 * 864e5 ? [0, 10] : range > 864e5 ? [5, 16] : range > 6e5 ? [11, 16] : range > 1e4 ? [11, 19] : [11, 23];
  return (x, exact) => Number.isFinite(x) ? new Date(x).toISOString().replace('T', ' ').slice(...(exact ? [0, 19] : [from, to])) : '';
}

async function draw(canvas) {
  const place = canvas.parentElement;
  // As many points as there are pixels; there is nowhere to see more.
  const points = canvas.dataset.chart === 'records' ? '&points=' + Math.max(2, Math.floor(place.clientWidth)) : '';
  let json;
  try {
    const answer = await fetch(canvas.dataset.src + points);
    if (!answer.ok) throw new Error((await answer.json()).detail);
    json = await answer.json();
  } catch (e) {
    tell(place, e.message || 'The plot could not be loaded');
    return;
  }
  const make = () => {
    const {datasets, at, unit, whole} = kinds[canvas.dataset.chart](json);
    const text = {color: colour('quiet')};
    return new Chart(canvas, {
      type: 'line',
      data: {datasets},
      options: {
        animation: false,
        maintainAspectRatio: false,
        parsing: false,
        normalized: true,
        interaction: {mode: 'nearest', axis: 'x', intersect: false},
        scales: {
          x: {type: 'linear', bounds: 'data', grid: {display: false},
            ticks: {...text, maxRotation: 0, autoSkipPadding: 24, maxTicksLimit: 8, precision: whole ? 0 : undefined, callback: x => at(x)}},
          y: {grid: {color: colour('line')}, border: {display: false}, ticks: {...text, callback: y => y.toLocaleString('en') + unit}},
        },
        plugins: {
          legend: {display: false},
          tooltip: {callbacks: {
            title: items => items.length ? at(items[0].parsed.x, true) : '',
            label: item => `${item.dataset.label}: ${item.parsed.y.toLocaleString('en', {maximumFractionDigits: 2})}${unit}`,
          }},
        },
      },
    });
  };
  let chart = make();
  canvas.dataset.drawn = 'yes';
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
    chart.destroy();
    chart = make();
  });
}

function tell(place, text) {
  const note = document.createElement('p');
  note.className = 'empty';
  note.setAttribute('role', 'alert');
  note.textContent = text;
  place.replaceChildren(note);
}

document.querySelectorAll('canvas[data-chart]').forEach(draw);

// --- parts that refresh by themselves: <div id="…" data-refresh="SECONDS"> ---

function refresh(part) {
  const again = () => setTimeout(async () => {
    try {
      if (!document.hidden) {
        const answer = await fetch(location.href, {headers: {Accept: 'text/html'}});
        if (answer.ok) {
          const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
          const fresh = page.getElementById(part.id);
          // Untouched while nothing changes, so that nobody loses their place or selection.
          if (fresh && fresh.innerHTML !== part.dataset.shown) {
            part.dataset.shown = fresh.innerHTML;
            part.replaceChildren(...fresh.childNodes);
          }
        }
      }
    } catch {
      // The next try may be luckier; until then the page shows what it knows.
    }
    again();
  }, part.dataset.refresh * 1000);
  again();
}

document.querySelectorAll('[data-refresh]').forEach(refresh);
