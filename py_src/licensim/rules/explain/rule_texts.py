"""What the rules of time, identity, scans, items, client and server say: texts behind `explain`.

Blocks are separated by empty lines. First line: identifier, where the rule comes from, title. Then the
text; then, after "Example:", an example. Sources: S the license page, D the vendor's other public
documents, C observed in the shipped clients, O our choice. Figures in which versions differ stand in braces,
as `{use_grace}`: see `versions`.
"""

from typing import Final

GENERAL_RULES: Final = """\
TIME-1 O Instants are UTC milliseconds
Every instant counts milliseconds since 1970 in UTC, and a day is always 86,400,000 of them. No zone,
daylight saving, leap second or calendar year plays a part. The rules get the time from their caller and
read no clock.
Example: a year of an item is 31,536,000,000 ms, in leap years too.

TIME-2 SO A day has 480 slots
Concurrent use is measured in fixed windows of three minutes. Slot k of a UTC day begins at k times 180,000
ms and ends just before the next one begins.
Example: 00:02:59.999 is in slot 0, 00:03:00.000 in slot 1.

TIME-3 D Use belongs to the slot of its own time
However late a use is reported, it counts in the slot in which it happened. The server takes reports of
slots that begin up to 5 minutes ahead of it and that ended up to 30 days ago. What comes later is dropped,
and named wherever usage is shown.
Example: a phone that was offline for a week still adds to last week's slots.

TIME-4 D A clock that was set back is noticed
A client whose clock is more than 5 minutes behind the latest time it knows does not trust its local license
and asks; without an answer the use is refused. The server never takes back what it has swept.
Example: opening offline with the clock set back a day gives CLOCK_CHANGED.

TIME-5 O Validity includes its start, not its end
Whatever is valid from one instant until another is valid at the first and no longer at the second.
Example: an item that expires at 1000 is in force at 999 and has expired at 1000.

ID-1 S A browser client is one profile at one origin
Protocol, host and port must all be the same for it to be the same client. Each browser profile at each
origin is a client of its own.
Example: http and https, www and shop, localhost and 127.0.0.1, port 80 and port 8080 are different clients.

ID-2 O Origins are those of the URL standard
An origin is what browsers make of a URL: lower case, punycode, default port left out, IP addresses in
normal form. Two spellings of one origin are one client.
Example: HTTPS://Example.com:443/cart and https://example.com are the same origin.

ID-3 C A page without an origin counts as https://localhost
Pages from a file, a data URL or an app scheme have no http origin. They are reported as https://localhost,
and a warning says so.
Example: a page opened by double click shares its origin with every other such page.

ID-4 D The UUID is random and lives in the origin's storage
It is made at first use and kept in that origin's IndexedDB, never derived from the device. Whatever loses
or separates storage makes a new client.
Example: a private window or cleared site data is a new client, and may take a new seat.

ID-5 C Without IndexedDB every load is a new client
Where the browser denies storage the UUID is only in memory. It is gone with the page, and a warning says
so.
Example: three reloads in such a frame are four clients.

ID-6 D Plain http is refused, except on this machine
An online license needs a secure page. localhost, *.localhost, 127.0.0.0/8 and [::1] may use http, and the
project's setting allow_insecure lifts the rule.
Example: http://192.168.0.5 is refused with INSECURE_CONTEXT.

ID-7 C One UUID for all products of an origin
Every product and key used at an origin shares its UUID. The local license is kept for each key and
deployment.
Example: two keys on one page are one client with two local licenses.

ID-8 CO A copied client is noticed
The server remembers when it last authorized a client and for which request. A client with the same UUID and
another history is a copy: 151, and it starts again under a new UUID. A UUID whose last validity has ended is
unknown, and no copy.
Example: a browser profile restored on a second machine is refused once, then becomes a client of its own.

ID-9 S There are five deployments
browser, mobile (iOS, Android), desktop (Windows, Linux, macOS), embedded (ARM Linux) and server. A native
client is one device.
Example: an app on a tablet is deployment mobile, a kiosk on a Raspberry Pi is embedded.

ID-10 O Frames of other sites have storage of their own, or none
Browsers partition storage by the embedding site, so that a frame is another client there; where they deny
it, nothing can be kept and a warning says so.
Example: a scanner embedded by two shops is two clients in one browser.

SCAN-1 D A scan is a unique format and text
Codes are equal when format and text are exactly equal. Position, confidence and time do not matter.
Example: 12345 as Code 128 and 12345 as Code 39 are two scans.

SCAN-2 S Equal codes of one image are one scan
Within one image or frame equal codes count once, and different ones each count.
Example: two equal labels in one picture are one scan, four different ones are four.

SCAN-3 SD Seen again within the forget time is a duplicate
In video a code counts once until it has been forgotten. In edition js-9 every sighting restarts the time;
in js-10.2.10 it runs from the sighting that was counted.
Example: held in view for a minute, a code is 1 scan in js-9 and 20 in js-10.2.10.

SCAN-4 C Exactly the forget time is still a duplicate
The boundary belongs to the window: one millisecond more is needed to count again.
Example: seen at 0 and 3000 ms: one scan. Seen at 0 and 3001 ms: two.

SCAN-5 DO The forget time is set for each scanner
duplicateForgetTime is in milliseconds, 3000 when not set. js-9 takes any value from 0, js-9.6 at most
10,000, js-10.2.10 brings it into 0 to 180,000; a change holds from its own instant on.
Example: with 0 a code counts in every frame that shows it.

SCAN-6 C Each scanner has its own memory
Two scanners on a page do not share what they have seen. pause and close clear the memory, a reload ends the
scanner, and still images use none.
Example: pausing and resuming counts a code in view again.

SCAN-7 S Filters come first
Formats, a region of the frame and a minimum confidence remove codes before anything else happens. What was
removed is no sighting: it counts nothing and restarts no window.
Example: a code half outside the region is not seen at all.

SCAN-8 C A one-dimensional code may have to be seen several times
With oneDTrustFrameCount above 1 such a code counts once it was in that many of the last 5 frames. Codes
inside their window are duplicates at once.
Example: with 2, a misread EAN-13 that shows up in a single frame is not counted.

SCAN-9 D Only browsers and mobile deduplicate over time
Deployments desktop, embedded and server count the unique codes of each frame or image.
Example: ten frames of one code on a server are ten scans.

SCAN-10 S Every client counts for itself
Two clients that see the same code are two scans.
Example: two phones pointed at one label count 2.

SCAN-11 CO Frame time comes from the video
A frame's instant follows the media time, not the wall clock, and frames of one scanner are decided in the
order they arrive. A frame from before the last one is decided at the last one's time.
Example: a stalled tab does not make duplicates new.

OPT-1 S What each option serves
per_barcode_scan and per_concurrent_device serve scans, per_page pages of its module, per_client_device
scans and pages, per_server pages and on server and desktop scans, per_domain scans and pages of browser,
per_concurrent_instance scans and instances of server. A use that no item serves is 104, a deployment that
the option does not take is 108.
Example: an item per page never serves scans.

OPT-2 SO Options are offered for products
An item may name one of the products that its option is offered for; it then serves only the uses of that
product: scans and instances are of barcode_reader, pages of web_twain. An open may name its product, and one
that names none may take any item. A use that only items of other products serve is 104.
Example: an item per page with the product barcode_reader is a fault in the document.

ITEM-1 DO Which item is charged
First one in which the client holds a seat, then the one that expires first, then by option and position.
The first that answers ok is taken, else the first that answers over; a client without contact chooses alike
from its local license.
Example: of two scan items the one expiring sooner is used up first.

ITEM-2 D A grace after expiry
An expired item works for {expired} more, answered over; then 111. Before its start it is 112, revoked 113.
Example: expired yesterday: over. Expired eight days ago: refused.

ITEM-3 D Scans and pages have a quota and a grace
Refused with 120 when the total before the event has reached the quota and its grace, rounded half up; else
the whole event counts, ok up to the quota and over above it. The grace is {use_grace} where the item sets
none.
Example: quota 100: scans 101 to 105 are over, the next is refused.

ITEM-4 D Alerts
Recorded once each when use reaches 75, 90, 95, 100 and 105 % of the quota (devices 110, concurrent options
50, 75, 90 and 100 % of the allowance).
Example: quota 1000: the 750th scan raises the first alert.

ITEM-5 O A document at fault grants nothing
Every unknown or missing field is a fault, and all faults are named at once with their path: the first 100,
and how many more.
Example: projects[0].items[2].quota: must be an integer, not "10".

ITEM-6 O The order of the checks
Insecure page, key, password, website domain, clone, no item; then for each item deployment, revoked, not
yet, expired, host, exhausted. The item that got furthest gives the answer.
Example: an expired item for another host answers 111, not 114.

ITEM-7 O What is refused changes nothing
No count, seat, slot or memory. An event that adds nothing is answered by how things stand.
Example: a code refused for want of quota counts once there is some.

ITEM-8 DO A trial is an item per client device
It has a quota of 300 devices and ends 30 days after its start; apart from that it is an item like any other.
Example: on day 31 a trial still works, answered over, for its {expired} of grace.

NET-1 D How long a client tries
The main server gets 10 s, then the standby and the main 30 s each; the whole attempt 3 s with a local
license and 15 s without. With a valid local license it then goes on, with warning -20012 (over in the item's
grace); without one it is -20200.
Example: on a train, a client that was authorized yesterday keeps scanning.

NET-2 C Errors 101 to 199 are final
The local license is dropped and no other server is asked; 100 is not final. A refused use refuses that use
alone.
Example: core used up does not stop ocr.

NET-3 O A client asks only when used
No timer renews a license. The first use without a valid local license asks, and a refusal of that is its
answer.
Example: a page left open overnight asks at its next scan.

NET-4 DO Usage is reported by slot, or at once
With reports slot usage is sent when its slot ends, and a refusal comes with the report. With immediate each
event is asked and recorded at once.
Example: under slot a quota may be passed within three minutes.

NET-5 O A report counts once
It carries an identifier, so that a repeated one adds nothing. It tells what has happened: it is recorded
also beyond the limit, and the client then stops. One with a wrong password or from another origin records
nothing.
Example: a report whose answer was lost is sent again without harm.

NET-6 DO How long a local license lasts
Scans and pages 3 days, devices their period, servers and domains until the item's end, concurrent options
until the end of the next slot.
Example: a client licensed per scan can be offline for 3 days.

NET-7 O Local licenses are signed
A shared server signs them for one client, origin, key and deployment. Any change is BAD_SIGNATURE, and the
client asks anew.
Example: a token copied to another origin is worthless there.

NET-8 O The session password must match
If the project has a session password, a wrong or missing one is refused with 102.
Example: opening without the password is 102 even with a valid key.
"""
