"""Events and mails, written with the change that caused them and sent afterwards."""
