import { synthExample } from '../../test/support/example';

test('renders what it did before', () => expect(synthExample(__dirname)).toMatchSnapshot());
