# style: single quotes
state_equals = 'last_step'
