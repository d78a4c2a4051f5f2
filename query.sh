#!/usr/bin/env bash
# Asks the running system what its warehouse tells, and prints it.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./query.sh QUESTION [options]

  weather [LOCATION…]   the average temperature there, or of 5 locations
  access-log            the access-log report: all requests, the busiest hosts, the country of most requests
  votes                 the voting distribution
  articles DAY          the articles liked most on a day such as 2017-04-01
  returning DAY         how many of those who installed the app on that day came back within --days
  records SENSOR        how many records a sensor has

      --from T --to T   instants such as 1995-08-18T00:00:01-04:00, the second one exclusive (access-log, records);
                        access-log takes those of the public question unless they are given
      --limit N         hosts of access-log, locations of weather (default: 10, 5)
      --days N          days of returning (default: 7)
      --url URL         the system (default: http://localhost:${PORT:-8000})
  -h, --help            this text
HELP
}

fail() {
  printf 'query.sh: %s\n' "$*" >&2
  exit 1
}

url=http://localhost:${PORT:-8000}
from='' to='' limit='' days=7 names=()

# usage: value NAME < JSON    the first value with that name: a number, null, or a string without its escapes
value() {
  tr -d '\n' | sed -nE 's/^[^[]*"'"$1"'":("((\\.|[^"\\])*)"|([^,}"]*)).*$/\2\4/p' | sed -E 's/\\(["\\\/])/\1/g'
}

# usage: ask PATH [--data-urlencode NAME=VALUE]…    prints the answer's JSON
ask() {
  local answer status
  answer=$(curl -sS -G -w '\n%{http_code}' "$url$1" "${@:2}") || fail "nobody answers at $url; is ./run.sh running?"
  status=${answer##*$'\n'}
  answer=${answer%$'\n'*}
  [ "$status" = 200 ] || fail "$(value detail <<<"$answer")"
  printf '%s\n' "$answer"
}

# usage: objects < JSON    each object of an array on a line of its own
objects() {
  awk '{ gsub(/^\[|\]$/, ""); gsub(/\},\{/, "}\n{"); print }'
}

# usage: strings < JSON    each string of an array on a line of its own
strings() {
  awk '{ gsub(/^\[|\]$/, ""); gsub(/","/, "\"\n\""); print }' | sed -E 's/^"(.*)"$/\1/; s/\\(["\\\/])/\1/g; /^$/d'
}

range() {
  range=()
  [ -z "$from" ] || range+=(--data-urlencode "from=$from")
  [ -z "$to" ] || range+=(--data-urlencode "to=$to")
}

weather() {
  local location answer average
  if [ ${#names[@]} -eq 0 ]; then
    answer=$(ask /weather/locations --data-urlencode "limit=${limit:-5}")
    while IFS= read -r location; do names+=("$location"); done < <(strings <<<"$answer")
    [ ${#names[@]} -gt 0 ] || fail "no weather was loaded yet"
  fi
  for location in "${names[@]}"; do
    answer=$(ask /weather/average --data-urlencode "location=$location")
    average=$(sed -n 's/.*"average":\([-0-9.eE]*\),.*/\1/p' <<<"$answer")
    if [ -n "$average" ]; then
      # As the page rounds: half up, as a decimal.
      awk -v name="$location" -v average="$average" 'BEGIN {
        cents = sprintf("%.0f", int((average < 0 ? -average : average) * 100 + 0.5 + 1e-7))
        sign = average < 0 && cents > 0 ? "-" : ""
        printf "Average temperature in %s: %s%d.%02d°C\n", name, sign, int(cents / 100), cents % 100
      }'
    else
      echo "Average temperature in $location: No data available"
    fi
  done
}

access_log() {
  local line country requests hosts
  from=${from:-1995-08-18T00:00:01-04:00} to=${to:-1995-08-21T00:00:01-04:00}
  range
  requests=$(ask /access-log/requests)
  hosts=$(ask /access-log/top-hosts --data-urlencode "limit=${limit:-10}" ${range[@]+"${range[@]}"} | objects)
  echo "Requests in all: $(value total <<<"$requests")"
  if [ -n "$hosts" ]; then
    echo "Busiest hosts from $from to before $to:"
    while IFS= read -r line; do
      printf '%10s  %s\n' "$(value requests <<<"$line")" "$(value host <<<"$line")"
    done <<<"$hosts"
  else
    echo "Busiest hosts from $from to before $to: none"
  fi
  line=$(ask /access-log/top-country)
  country=$(value country <<<"$line")
  if [ "$country" = null ]; then
    echo "Country of most requests: none yet"
  else
    echo "Country of most requests: $country ($(value requests <<<"$line"))"
  fi
}

votes() {
  local answer part
  answer=$(ask /voting_distribution)
  for part in last_10_minute total_vote_count; do
    sed -n 's/.*"'"$part"'":{"last_update_time":"\([^"]*\)","distribution":{\([^}]*\)}.*/\1,\2/p' <<<"$answer" |
      awk -F, -v part="$part" '{
        print (part == "total_vote_count" ? "All votes" : "The last 10 minutes") ", up to " $1 " UTC:"
        for (i = 2; i <= NF; i++) {
          at = match($i, /:[0-9]+$/)
          printf "%10s  %s\n", substr($i, at + 1), substr($i, 2, at - 3)
        }
      }'
  done
}

articles() {
  local line liked
  [ ${#names[@]} -eq 1 ] || fail "articles needs a day; see ./query.sh --help"
  liked=$(ask /articles/top-liked --data-urlencode "day=${names[0]}" | objects)
  if [ -z "$liked" ]; then
    echo "Nobody liked an article on ${names[0]}"
    return
  fi
  while IFS= read -r line; do
    printf '%10s  %s  %s\n' "$(value likes <<<"$line")" "$(value id <<<"$line")" "$(value title <<<"$line")"
  done <<<"$liked"
}

returning() {
  [ ${#names[@]} -eq 1 ] || fail "returning needs a day; see ./query.sh --help"
  local answer
  answer=$(ask /users/returning --data-urlencode "installed=${names[0]}" --data-urlencode "days=$days")
  echo "Users who installed on ${names[0]} and came back within $days days: $(value users <<<"$answer")"
}

records() {
  [ ${#names[@]} -eq 1 ] || fail "records needs a sensor; see ./query.sh --help"
  local answer
  range
  answer=$(ask /records --data-urlencode "sensor_id=${names[0]}" --data-urlencode points=1 ${range[@]+"${range[@]}"})
  echo "Records of ${names[0]}: $(value count <<<"$answer")"
}

question=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    --from | --to | --limit | --days | --url)
      [ $# -gt 1 ] || fail "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    -*) fail "unknown option $1; see ./query.sh --help" ;;
    *) if [ -z "$question" ]; then question=$1; else names+=("$1"); fi ;;
  esac
  shift
done
case $question in
  weather | votes | articles | returning | records) "$question" ;;
  access-log) access_log ;;
  '')
    usage >&2
    exit 2
    ;;
  *) fail "unknown question $question; see ./query.sh --help" ;;
esac
