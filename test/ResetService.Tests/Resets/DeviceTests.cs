using ResetService.Resets;

namespace ResetService.Tests.Resets;

internal sealed class DeviceTests
{
    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36", ExpectedResult = "Chrome, Windows")]
    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36 Edg/146.0.0.0", ExpectedResult = "Edge, Windows")]
    [TestCase("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36 OPR/120.0.0.0", ExpectedResult = "Opera, Windows")]
    [TestCase("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari/605.1.15", ExpectedResult = "Safari, Mac")]
    [TestCase("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1", ExpectedResult = "Safari, iPhone")]
    [TestCase("Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/146.0 Mobile/15E148 Safari/604.1", ExpectedResult = "Chrome, iPad")]
    [TestCase("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", ExpectedResult = "Firefox, Android")]
    [TestCase("Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36", ExpectedResult = "Samsung Internet, Android")]
    [TestCase("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", ExpectedResult = "Firefox, Linux")]
    [TestCase("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36", ExpectedResult = "Chrome, ChromeOS")]
    [TestCase("Dalvik/2.1.0 (Linux; U; Android 15)", ExpectedResult = "Android")]
    [TestCase("okhttp/5.1.0", ExpectedResult = null)]
    [TestCase("<b>Chrome/</b>\r\nAndroid", ExpectedResult = "Chrome, Android")]
    [TestCase("", ExpectedResult = null)]
    [TestCase(null, ExpectedResult = null)]
    public string? A_device_is_what_people_call_it_and_nothing_of_what_was_sent(string? userAgent) => Device.Read(userAgent);
}
