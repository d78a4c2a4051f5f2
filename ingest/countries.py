#!/usr/bin/env python3
"""Makes the table of IPv4 addresses and countries that the access log is resolved with.

usage: npm pack @ip-location-db/geo-whois-asn-country@2.3.2026061719
       tar xzf ip-location-db-geo-whois-asn-country-*.tgz
       ingest/countries.py package/geo-whois-asn-country-ipv4-num.csv

The file: gzip of a number of ranges (4 bytes), the distance of each one's first address from that of the range before
(in groups of seven bits, the lowest first), and two letters for each, XX where nobody is known.
"""

import csv
import gzip
import pathlib
import struct
import sys

table = pathlib.Path(__file__).parent / "src/main/resources/webscale/ingest/dataset/countries.gz"


def ranges(path):
    """(first address, country), gaps included, neighbours of one country merged."""
    at, last = 0, None
    with open(path, encoding="ascii") as file:
        for first, end, country in csv.reader(file):
            for start, name in ([(at, "XX")] if int(first) > at else []) + [(int(first), country)]:
                if name != last:
                    yield start, name
                    last = name
            at = int(end) + 1
    if at < 1 << 32:
        yield at, "XX"


def number(value):
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    found = list(ranges(sys.argv[1]))
    distances = (start - before for (start, _), before in zip(found, [0] + [start for start, _ in found]))
    content = struct.pack(">I", len(found)) + b"".join(map(number, distances))
    content += "".join(country for _, country in found).encode("ascii")
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_bytes(gzip.compress(content, 9, mtime=0))
    print(f"{table}: {len(found)} ranges, {table.stat().st_size} bytes")


main()
