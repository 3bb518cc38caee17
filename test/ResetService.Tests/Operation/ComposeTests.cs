namespace ResetService.Tests.Operation;

internal sealed class ComposeTests
{
    [TestCase("--appendonly", "yes")]
    [TestCase("--maxmemory-policy", "noeviction")]
    [Property("Checklist", "D7")]
    public async Task Its_Redis_keeps_every_counter_over_a_restart_and_when_it_is_full(string option, string value)
    {
        var options = await Compose.RedisOptionsAsync();

        Assert.That(options.Zip(options.Skip(1)).Where(pair => pair.First == option).Select(pair => pair.Second), Is.EqualTo([value]));
    }
}
