"""From series and mechanisms to a posterior that has passed its gates, or a refusal that says why."""
