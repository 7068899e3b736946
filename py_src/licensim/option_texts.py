"""What the rules of pages and of the other options say: texts behind `explain`.

Blocks are separated by empty lines. First line: identifier, where the rule comes from, title. Then the
text; then, after "Example:", an example. Sources: S the license page, D the vendor's other public
documents, C observed in the shipped clients, O our choice.
"""

from typing import Final

OPTION_RULES: Final = """\
PAGE-1 S Four modules count pages
core counts pages acquired from a scanner or imported from files, webcam captured frames, pdfr pages
rasterized from PDF, ocr pages read. Each module is an item with a quota of its own.
Example: reading text on 3 scanned pages uses 3 of core and 3 of ocr.

PAGE-2 D Pages are not deduplicated
The same page read again counts again; copying inside the application does not count. A PDF that is
rasterized and then imported counts in pdfr and in core.
Example: reading one page by OCR twice is 2 pages.

PAGE-3 S Barcodes on pages are scans
The barcode add-on does not use pages: its codes need an item that serves scans.
Example: 5 codes read from 2 imported pages are 2 pages of core and 5 scans.

PAGE-4 O Only what succeeded counts
A page counts when its operation has succeeded.
Example: a PDF page that fails to render uses nothing.

DEV-1 D A client takes one seat
The seat is taken at the first authorization charged to the item, whether or not anything is scanned. One
client never holds two seats of one item.
Example: opening the page without scanning takes a seat.

DEV-2 SO A seat lasts a day, a month or a quarter
The local license is valid for 24 hours, 30 days or 90 days, at most until the item ends. In the item's
seven days of grace it can last until their end.
Example: daily, at 15:00: valid until 15:00 tomorrow.

DEV-3 D Contact prolongs the seat
The time runs from the last contact: an authorization or a delivered report. With refresh set to
authorization only the former counts.
Example: a quarterly device that scans each week never lets its seat go.

DEV-4 S A seat is free when its time ends
The seat is free at that very instant, before the server decides about the next client. A client without any
valid local license is unknown again; what late reports need is kept for 30 days.
Example: quota 1: a second device is served the millisecond in which the first one's validity ends.

DEV-5 SD A client that returns takes a seat anew
After its release it needs a seat again, under the UUID it had. While its license is valid it needs none.
Example: a tablet in a drawer for four months takes a seat again when it is switched on.

DEV-6 D Devices have a quota and a grace
Up to the quota the answer is ok, up to its grace (rounded half up) it is over, and then new clients are
refused with 120. Clients that hold a seat go on. The grace is 10 % where the item sets none.
Example: quota 25: devices 26 to 28 are over, the 29th is refused.

DEV-7 S The item names one deployment
A client of another deployment is refused with 108.
Example: a phone app cannot use seats for browsers.

SRV-1 SO What a server is
A machine that several people use independently (users), that serves other machines (service), that is a
kiosk or scan station (kiosk), or that deploys to browsers (web). A machine that one person uses (one) is
not a server: 104; that is what mobile, embedded and desktop are unless they say otherwise.
Example: serves = kiosk takes a seat, serves = one is refused.

SRV-2 D A server takes one seat and keeps it
It is taken at first authorization and kept until released or until the item has ended with its grace.
Clients and users behind the server are not counted.
Example: one web server with 10,000 visitors takes 1 seat.

SRV-3 O Whose seat it is
The seat belongs to the stated server_id, else to the host that serves the page, else to the client's UUID.
Example: https://a.example and http://a.example:8080 are one server.

SRV-4 D Staging counts, this machine does not
QA, staging and failover servers take seats. Exempt hosts do not: localhost, *.localhost and loopback
addresses, or whatever list the item has.
Example: a developer's http://localhost:3000 takes no seat.

SRV-5 O No servers beyond the quota
One server more than the quota is refused with 120, since no grace is published.
Example: quota 2: the third host is refused.

DOM-1 S One domain with all its subdomains
Use is unlimited under one registrable domain, as the Public Suffix List defines it.
Example: an item for example.co.uk serves shop.example.co.uk.

DOM-2 S On shared platforms each subdomain is its own
Where many owners share a domain, the unit is the single subdomain.
Example: shop.force.com does not cover other.force.com.

DOM-3 O Hosts match label by label
Case, Unicode or punycode, a trailing dot, protocol and port make no difference; only whole labels match.
Example: example.com never covers badexample.com or example.com.attacker.net.

DOM-4 O Addresses and single names match exactly
IP addresses and names such as localhost have no registrable domain. Hosts in development_hosts are free of
114.
Example: an item for 192.168.0.1 covers no other address.

DOM-5 O An item may not name a public suffix
A host, or *. and a host, stands for that host's registrable domain; a suffix such as com or github.io is a
fault in the document.
Example: shop.example.com as an item's domain covers all of example.com.

DOM-6 D Two checks of the host
A host that the item does not cover is refused with 114; a host not among the project's website domains with
103, whatever the option. Without website domains any host may ask, and clients without an origin are not
checked.
Example: website_domains [example.com] lets www.example.com through.

DOM-7 O Domain use is recorded, not limited
The hosts that used the item are listed; nothing is counted against a quota.
Example: a million scans a day are ok.

CDEV-1 D Any number of devices may be authorized
Only devices active at the same time count.
Example: 500 phones may be installed with a license for 10.

CDEV-2 S Active means a counted scan in the slot
An open page, an authorization, duplicates and filtered codes are no activity.
Example: 50 open pages of which 3 scan are 3 active devices.

CDEV-3 SD Exceptions are the devices beyond the number
Of each slot, the distinct active devices above N. Late reports can add to slots that have passed.
Example: N = 10 and 13 active devices: 3 exceptions.

CDEV-4 S A busy slot refuses nobody
Being above N is recorded with slot and amount, and answered over.
Example: the 11th device of a slot is served.

CDEV-5 DO The yearly allowance
1000 times N exceptions a year are free of charge, or as many as the item sets. Once the slots before this one
hold more, every open and scan is refused with 120 until the item's next year begins.
Example: N = 1: 1000 exceptions are allowed, the slot that makes it 1001 is still served.

CINST-1 S Instances are for servers
Another deployment than server is refused with 108.
Example: a desktop application cannot use this option.

CINST-2 S A server asks for X instances
It may ask for at most N, shared by all applications on the machine; more is refused with 120. The highest X
asked holds for the machine and project until the machine's storage is cleared; without an ask X is 1.
Example: asks for 2 and then 5 make X = 5, not 7.

CINST-3 SO X counts in every slot with activity
In a slot in which the server asks or scans, all X are recorded, in use or not. In profile v2.4 only a scan
does.
Example: X = 8 with one scan in the slot is 8.

CINST-4 S How many instances are idle
X less the instances alive on the machine; 0 means no room, -1 that the local license has ended and is
renewed by the next create.
Example: X = 3 with 2 alive: 1.

CINST-5 D No instance without an idle one
Creating one more than X is refused with -20008; destroying one makes room.
Example: X = 1: the second create is refused.

CINST-6 D Extra instances use the allowance
The sum of X in a slot beyond N is extra. Allowance and year are those of CDEV-5; once it is used up,
an ask is refused with 120 where it would lift a slot above N, and so is a scan that is decided at once.
Example: N = 10 and ten servers with X = 10: 90 extra a slot, and slot 112 of the year uses the allowance
up.
"""
