"""`python -m servers.calendar`: the calendar server, its feed, and the care of its store."""

from servers.calendar.command import main

if __name__ == "__main__":
    main()
