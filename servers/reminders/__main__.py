"""`python -m servers.reminders`: the reminders server, and its delivery."""

from servers.reminders.command import main

if __name__ == "__main__":
    main()
